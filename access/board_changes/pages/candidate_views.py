"""A candidate moved, renamed, withdrawn or taken back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from access.board_changes.candidate_moves import MoveCandidate
from access.board_changes.candidate_names import Name, RenameCandidate
from access.board_changes.candidate_withdrawals import Withdrawal
from access.board_changes.pages.flow_views import Page, answer, sent
from access.board_changes.pages.forms import ANOTHER, MoveForm, NameForm, ReasonForm
from candidates.models import Candidate
from centres.desk.staff_pages import staff_page

PERMISSION = MoveCandidate.permission
METHODS = ["GET", "HEAD", "POST"]


@staff_page(PERMISSION, proof=True)
@require_http_methods(METHODS)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """To another centre."""
    candidate = _candidate(pk)
    page = Page(
        title=f"Move {_named(candidate)} to another centre",
        explained=(
            (
                "Entries, results and holds go along. Username, password and letter don't: they stay behind "
                "with the centre that handed them out, and end."
            ),
            "You see everything that follows before anything is done.",
        ),
        back=_back(candidate),
        series=candidate.series,
        change_of=lambda form: MoveCandidate(
            candidate=candidate, to=form.cleaned_data["centre"], number=form.cleaned_data["number"]
        ),
    )
    return answer(request, page, MoveForm(sent(request)))


@staff_page(PERMISSION, proof=True)
@require_http_methods(METHODS)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, or another person."""
    candidate = _candidate(pk)
    now = {name: getattr(candidate, name) for name in ("family_name", "given_names", "candidate_uid", "date_of_birth")}
    page = Page(
        title=f"Rename {_named(candidate)}",
        explained=(
            (
                "A corrected spelling or a new name of the same person leaves the way in as it is. Where another one "
                "stands under the number, the earlier person's password, sessions, letter and entries end."
            ),
        ),
        back=_back(candidate),
        series=candidate.series,
        change_of=lambda form: _renaming(candidate, form.cleaned_data),
    )
    return answer(request, page, NameForm(sent(request), initial=now))


@staff_page(PERMISSION, proof=True)
@require_http_methods(METHODS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """From the series."""
    candidate = _candidate(pk)
    page = Page(
        title=f"Withdraw {_named(candidate)}",
        explained=("A withdrawn candidate has no access, whatever the centre chooses. It can be taken back.",),
        back=_back(candidate),
        series=candidate.series,
        change_of=lambda _form: Withdrawal(candidate=candidate),
    )
    return answer(request, page, ReasonForm(sent(request)))


@staff_page(PERMISSION, proof=True)
@require_http_methods(METHODS)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The withdrawal."""
    candidate = _candidate(pk)
    page = Page(
        title=f"Take back the withdrawal of {_named(candidate)}",
        explained=("The candidate is entered again, with what was kept.",),
        back=_back(candidate),
        series=candidate.series,
        change_of=lambda _form: Withdrawal(candidate=candidate, back=True),
    )
    return answer(request, page, ReasonForm(sent(request)))


def _renaming(candidate: Candidate, cleaned: dict[str, Any]) -> RenameCandidate:
    name = Name(
        family_name=cleaned["family_name"],
        given_names=cleaned["given_names"],
        date_of_birth=cleaned["date_of_birth"],
        candidate_uid=cleaned["candidate_uid"],
    )
    return RenameCandidate(candidate=candidate, name=name, is_another=cleaned["who"] == ANOTHER)


def _candidate(pk: int) -> Candidate:
    found = Candidate.objects.select_related("centre", "series").filter(pk=pk).first()
    if found is None:
        raise Http404("no such candidate")
    return found


def _named(candidate: Candidate) -> str:
    return f"{candidate.centre.number} {candidate.number} {candidate.full_name}, {candidate.series}"


def _back(candidate: Candidate) -> str:
    return reverse("admin:candidates_candidate_change", args=[candidate.pk])
