"""Whom a form under the table of *View candidates* is about: those ticked, or everyone whom the filter finds."""

from django.http import Http404

from access.officers.forms.candidate_filter import CandidateFilter
from access.officers.forms.candidates import FOUND, ChosenForm


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
