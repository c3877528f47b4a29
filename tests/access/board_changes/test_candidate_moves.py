"""A candidate moves to another centre: who sees what then, who is told, and when it takes two people."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from access.board_changes.candidate_moves import MoveCandidate
from access.board_changes.change import perform
from access.board_changes.exceptions import Blocked, ChangedSince
from access.eligibility import with_access
from access.models import AccessSettings, Credential, SelectedCandidate, Status
from access.officers.queries.overview import overview_of
from candidates.embargo import gate
from candidates.holds.change import place
from candidates.holds.scope import Scope
from candidates.models import Candidate, CandidateVersion, ChangeRequest, Hold, ReleaseException
from candidates.second_person import requests
from candidates.second_person.exceptions import Outdated, ReasonNeeded, SamePerson
from centres.models import Centre, User
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.board_changes import make
from tests.support.credentials import PASSWORD, USERNAME, give_access, give_credential, try_to_sign_in

Move = Any


@pytest.fixture
def move(candidate: Candidate, elsewhere: Centre) -> MoveCandidate:
    return MoveCandidate(candidate=candidate, to=elsewhere, number="0077")


def test_entries_and_results_go_along_and_the_old_centre_is_told(
    move: MoveCandidate, candidate: Candidate, centre: Centre, first: User
) -> None:
    assert make(move, first) is None

    candidate.refresh_from_db()
    assert (candidate.centre.number, candidate.number) == ("GB045", "0077")
    assert gate.read(candidate).shows_results
    told = overview_of(series=candidate.series, centre=centre).moved
    assert [(each.number, each.full_name, each.withdrawn) for each in told] == [("0042", candidate.full_name, True)]


def test_the_old_letter_opens_nothing_and_the_session_is_over(
    signed_in: Client, move: MoveCandidate, first: User
) -> None:
    make(move, first)

    assert signed_in.get("/results/").status_code == 302
    assert "Sign in" in try_to_sign_in(Client(), USERNAME, PASSWORD).content.decode()
    assert not Credential.objects.exists()


@pytest.mark.parametrize(("status", "has_access"), [(Status.NONE, False), (Status.ALL, True), (Status.SELECTED, False)])
def test_access_is_what_the_new_centre_gives_whatever_the_old_one_had_ticked(
    move: MoveCandidate, candidate: Candidate, elsewhere: Centre, first: User, status: Status, has_access: bool
) -> None:
    give_access(candidate.series, candidate.centre, Status.SELECTED)
    SelectedCandidate.objects.create(candidate=candidate, selected_by="x")
    old = give_credential(candidate)
    give_access(candidate.series, elsewhere, status)

    make(move, first)

    assert with_access(Candidate.objects.filter(pk=candidate.pk)).exists() is has_access
    new = Credential.objects.filter(candidate=candidate).first()
    assert (new is not None) is has_access
    assert new is None or (new.username != old.username and new.password_hash != old.password_hash)


def test_both_centres_read_it_in_their_trail_and_neither_reads_the_reason(
    move: MoveCandidate, candidate: Candidate, first: User
) -> None:
    make(move, first, reason="A in 9709 was queried")

    entries = {entry.centre_number: entry for entry in AuditEntry.objects.filter(action="move candidate")}
    assert set(entries) == {"PK123", "GB045", ""}
    for number in ("PK123", "GB045"):
        assert entries[number].details == {"from": "PK123 0042", "to": "GB045 0077"}
    assert entries[""].details["reason"] == "A in 9709 was queried"
    assert "9709" not in str([entry.details for number, entry in entries.items() if number])


def test_without_a_date_of_birth_the_old_centre_is_told_as_well(
    move: MoveCandidate, candidate: Candidate, centre: Centre, first: User
) -> None:
    assert candidate.date_of_birth is None
    builders.make_candidate(candidate.series, centre, "0050", family_name="Else", withdrawn=True)

    make(move, first)

    assert [each.number for each in overview_of(series=candidate.series, centre=centre).moved] == ["0042"]


def test_whoever_moves_back_stands_where_they_were(
    move: MoveCandidate, candidate: Candidate, centre: Centre, elsewhere: Centre, first: User
) -> None:
    make(move, first)
    candidate.refresh_from_db()

    make(MoveCandidate(candidate=candidate, to=centre, number="0042"), first)

    assert list(Candidate.objects.filter(centre=centre).values_list("number", "withdrawn")) == [("0042", False)]
    assert overview_of(series=candidate.series, centre=centre).moved == []
    assert [each.number for each in overview_of(series=candidate.series, centre=elsewhere).moved] == ["0077"]


def test_a_number_that_somebody_has_blocks(move: MoveCandidate, elsewhere: Centre, first: User) -> None:
    builders.make_candidate(move.candidate.series, elsewhere, "0077", withdrawn=True)

    assert move.preview().blocks == ("GB045 0077 is somebody else's number in November 2026.",)
    with pytest.raises(Blocked):
        make(move, first)


def test_what_changed_after_it_was_shown_isnt_done(move: MoveCandidate, elsewhere: Centre, first: User) -> None:
    seen = move.preview().digest
    give_access(move.candidate.series, elsewhere, Status.ALL)

    with pytest.raises(ChangedSince):
        perform(move, seen=seen, reason="x", by=first)

    assert Candidate.objects.get().centre.number == "PK123"


def test_a_second_confirmation_of_the_same_page_does_nothing(move: MoveCandidate, first: User) -> None:
    seen = move.preview().digest
    perform(move, seen=seen, reason="x", by=first)

    with pytest.raises(ChangedSince):
        perform(move, seen=seen, reason="x", by=first)

    assert Candidate.objects.count() == 2


def test_it_needs_a_reason(move: MoveCandidate, first: User) -> None:
    with pytest.raises(ReasonNeeded):
        make(move, first, reason=" ")


# --- Results that would be seen earlier -----------------------------------------------------------------------------


@pytest.mark.usefixtures("later_in_pakistan")
def test_out_of_an_exception_takes_two(move: MoveCandidate, candidate: Candidate, first: User, second: User) -> None:
    asked = make(move, first)

    assert asked is not None
    assert Candidate.objects.get().centre.number == "PK123"
    assert not gate.read(candidate).shows_results
    with pytest.raises(SamePerson):
        requests.confirm(request=asked, by=first)
    requests.confirm(request=asked, by=second)
    candidate.refresh_from_db()
    assert candidate.centre.number == "GB045"
    assert gate.read(candidate).shows_results


def test_a_request_is_out_of_date_once_the_exception_is_another(
    move: MoveCandidate, later_in_pakistan: ReleaseException, first: User, second: User
) -> None:
    asked = make(move, first)
    assert asked is not None
    ReleaseException.objects.update(releases_at=builders.in_the_future())

    with pytest.raises(Outdated):
        requests.confirm(request=asked, by=second)

    assert Candidate.objects.get().centre.number == "PK123"


def test_a_number_that_was_taken_in_the_meantime_is_found_by_the_second_person(
    move: MoveCandidate, later_in_pakistan: ReleaseException, elsewhere: Centre, first: User, second: User
) -> None:
    asked = make(move, first)
    assert asked is not None
    builders.make_candidate(move.candidate.series, elsewhere, "0077")

    with pytest.raises(Blocked):
        requests.confirm(request=asked, by=second)

    assert ChangeRequest.objects.get().state == ChangeRequest.State.WAITING


@pytest.mark.parametrize("kind", Hold.Kind)
def test_out_of_a_hold_or_a_stop_of_the_centre_takes_two(
    move: MoveCandidate, centre: Centre, first: User, kind: Hold.Kind
) -> None:
    place(kind=kind, scope=Scope(series=move.candidate.series, centre=centre), reason="x", by=first)

    assert make(move, first) is not None
    assert Candidate.objects.get().centre.number == "PK123"


def test_a_hold_of_the_candidate_goes_along(move: MoveCandidate, candidate: Candidate, first: User) -> None:
    """Holds of one candidate name the centre as well: left as it was, it would have covered nothing any more."""
    scope = Scope(series=candidate.series, centre=candidate.centre, candidate=candidate)
    place(kind=Hold.Kind.HOLD, scope=scope, reason="x", by=first)

    assert make(move, first) is None

    candidate.refresh_from_db()
    assert not gate.read(candidate).shows_results


def test_to_a_shorter_delay_takes_two(move: MoveCandidate, candidate: Candidate, first: User) -> None:
    give_access(candidate.series, candidate.centre)
    AccessSettings.objects.update(delay=timedelta(hours=1))

    assert make(move, first) is not None


def test_a_trace_says_where_it_comes_from(move: MoveCandidate, first: User) -> None:
    make(move, first, reason="moved house")

    version = CandidateVersion.objects.get(candidate__centre__number="PK123")
    assert (version.withdrawn, version.by, version.reason) == (True, first.email, "moved house")
