"""Whom a form under the table of *View candidates* is about: those ticked, or everyone whom the filter finds."""

from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from access.officers.forms.candidate_filter import CandidateFilter
from access.officers.forms.candidates import FOUND, ChosenForm
from candidates.models import Series
from centres.models import Centre

# By this the page's script knows that the ticks were acted on, and forgets them.
TICKS_USED = "ticks-used"


class NobodyChosen(Exception):
    """The form names nobody. The text says what to do."""


def numbers(form: ChosenForm, search: CandidateFilter, *, only_selectable: bool = False) -> frozenset[str]:
    """The candidates' numbers; of those found, with `only_selectable`, the ones whom an officer may give access.

    Raises `NobodyChosen`, and `Http404` for a number that isn't on the centre's roll.
    """
    if not form.is_valid():
        raise NobodyChosen(" ".join(sorted({str(error) for errors in form.errors.values() for error in errors})))
    if form.cleaned_data["scope"] == FOUND:
        if not search.is_valid():
            raise NobodyChosen("The filter can't be understood. Choose it again.")
        return frozenset(row.number for row in search.found() if row.can_be_selected or not only_selectable)
    ticked: frozenset[str] = form.cleaned_data["candidates"]
    if not ticked:
        raise NobodyChosen("Tick at least one candidate first.")
    if not ticked <= {row.number for row in search.rows}:
        raise Http404("no such candidate")
    return ticked


def list_address(centre: Centre, series: Series, search: CandidateFilter, **more: str) -> str:
    """*View candidates* as it was; from its beginning, without a filter that can't be understood."""
    address = reverse("access:candidates", args=[centre.number, series.slug])
    if search.is_valid():
        return address + search.address(**more)
    return f"{address}?{urlencode(more)}" if more else address
