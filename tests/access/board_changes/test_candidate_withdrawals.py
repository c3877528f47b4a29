"""A candidate is withdrawn from the series, and taken back."""

import pytest
from django.test import Client

from access.board_changes.candidate_moves import MoveCandidate
from access.board_changes.candidate_withdrawals import Withdrawal
from access.board_changes.exceptions import Blocked
from candidates.models import Candidate, CandidateVersion
from centres.models import Centre, User
from letters.models import LetterBatch
from results_portal.models import AuditEntry
from tests.support.board_changes import make
from tests.support.credentials import PASSWORD, USERNAME, try_to_sign_in


def test_a_withdrawn_candidate_is_out_on_the_next_request(signed_in: Client, candidate: Candidate, first: User) -> None:
    make(Withdrawal(candidate=candidate), first)

    assert signed_in.get("/results/").status_code == 302
    assert try_to_sign_in(Client(), USERNAME, PASSWORD).status_code == 200
    assert {entry.centre_number for entry in AuditEntry.objects.filter(action="withdraw candidate")} == {"PK123", ""}
    assert CandidateVersion.objects.latest("pk").withdrawn


def test_taken_back_the_same_letter_works_again(signed_in: Client, candidate: Candidate, first: User) -> None:
    make(Withdrawal(candidate=candidate), first)
    change = Withdrawal(candidate=Candidate.objects.get(), back=True)
    assert "The username and password of the earlier letter work again." in change.preview().sentences

    make(change, first)

    assert try_to_sign_in(Client(), USERNAME, PASSWORD).status_code == 302
    assert AuditEntry.objects.filter(action="take back withdrawal").count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_store", "ready")
def test_the_centres_letters_are_made_anew_without_the_candidate(roll: list[Candidate], first: User) -> None:
    make(Withdrawal(candidate=roll[0]), first)

    assert list(LetterBatch.objects.order_by("pk").values_list("state", flat=True)) == ["replaced", "queued"]


@pytest.mark.parametrize("back", [False, True])
def test_what_is_so_already_is_no_change(candidate: Candidate, first: User, back: bool) -> None:
    Candidate.objects.update(withdrawn=not back)
    candidate.refresh_from_db()

    with pytest.raises(Blocked):
        make(Withdrawal(candidate=candidate, back=back), first)


def test_whoever_moved_away_isnt_taken_back_here(candidate: Candidate, elsewhere: Centre, first: User) -> None:
    make(MoveCandidate(candidate=candidate, to=elsewhere, number="0077"), first)
    trace = Candidate.objects.get(centre__number="PK123")

    with pytest.raises(Blocked):
        make(Withdrawal(candidate=trace, back=True), first)
