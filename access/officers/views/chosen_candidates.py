"""Whom a form under the table of *View candidates* is about: those ticked, or everyone whom the filter finds."""

from django.http import Http404, HttpRequest

from access.officers.forms.candidate_filter import CandidateFilter
from access.officers.forms.candidates import FOUND, ChosenForm
from access.officers.queries.candidate_rows import rows_of
from candidates.models import Series
from centres.models import Centre


class NobodyChosen(Exception):
    """The form names nobody. The text says what to do."""


def numbers(request: HttpRequest, *, series: Series, centre: Centre, form: ChosenForm | None = None) -> frozenset[str]:
    """The candidates' numbers, from `form` where the page has one of its own.

    Raises `NobodyChosen`, and `Http404` for a number that isn't on the centre's roll.
    """
    form = form or ChosenForm(request.POST)
    rows = rows_of(series=series, centre=centre)
    chosen = CandidateFilter(request.POST, rows=rows)
    if not form.is_valid():
        raise NobodyChosen(" ".join(sorted({str(error) for errors in form.errors.values() for error in errors})))
    if form.cleaned_data["scope"] == FOUND:
        if not chosen.is_valid():
            raise NobodyChosen("The filter can't be understood. Choose it again.")
        return frozenset(row.number for row in chosen.found())
    ticked: frozenset[str] = form.cleaned_data["candidates"]
    if not ticked:
        raise NobodyChosen("Tick at least one candidate first.")
    if not ticked <= {row.number for row in rows}:
        raise Http404("no such candidate")
    return ticked
