"""Two members of staff who confirm the same change at the same moment, each with a connection of their own."""

from functools import partial

import pytest

from access.board_changes.candidate_moves import MoveCandidate
from access.board_changes.centre_merges import MergeCentres
from access.board_changes.change import Change, perform
from access.board_changes.exceptions import ChangedSince
from candidates.models import Candidate
from centres.models import Centre, User
from results_portal.models import AuditEntry
from tests.access.granting.test_access_status_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def both(change: Change, users: list[User]) -> list[str]:
    """What the two are told, in order of the alphabet."""
    told: list[str] = []
    seen = change.preview().digest

    def press(user: User) -> None:
        try:
            perform(change, seen=seen, reason="x", by=user)
            told.append("done")
        except ChangedSince:
            told.append("too late")

    assert at_once(*(partial(press, user) for user in users)) == ["done", "done"]
    return sorted(told)


def test_one_of_two_moves(candidate: Candidate, elsewhere: Centre, first: User, second: User) -> None:
    move = MoveCandidate(candidate=candidate, to=elsewhere, number="0077")

    assert both(move, [first, second]) == ["done", "too late"]

    assert list(Candidate.objects.filter(centre=elsewhere).values_list("number", flat=True)) == ["0077"]
    assert AuditEntry.objects.filter(action="move candidate").count() == 3


def test_one_of_two_mergers(candidate: Candidate, elsewhere: Centre, first: User, second: User) -> None:
    merger = MergeCentres(centre=candidate.centre, into=elsewhere)

    assert both(merger, [first, second]) == ["done", "too late"]

    assert AuditEntry.objects.filter(action="merge centre").count() == 3
