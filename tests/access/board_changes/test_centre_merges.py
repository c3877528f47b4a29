"""A centre is merged into another one: people and candidates go there together."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.board_changes.centre_merges import MergeCentres
from access.board_changes.exceptions import Blocked
from access.eligibility import with_access
from access.letters.download_history import downloads_summary
from access.letters.downloads import Choice, download_letters
from access.models import AccessSettings, Credential, SelectedCandidate, Status
from candidates.embargo import gate
from candidates.holds.change import place
from candidates.holds.scope import Scope
from candidates.models import Candidate, Hold, ReleaseException
from candidates.second_person import requests
from centres.models import Centre, Membership, Role, User
from centres.permissions.tenancy import centres_of
from letters.models import LetterBatch
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.board_changes import make
from tests.support.credentials import give_access, give_credential, try_to_sign_in
from tests.support.jobs import run_jobs


@pytest.fixture
def merger(candidate: Candidate, centre: Centre, elsewhere: Centre) -> MergeCentres:
    return MergeCentres(centre=centre, into=elsewhere)


def has_access(candidate: Candidate) -> bool:
    return with_access(Candidate.objects.filter(pk=candidate.pk)).exists()


def test_candidates_go_along_with_password_and_session(
    signed_in: Client, merger: MergeCentres, candidate: Candidate, elsewhere: Centre, first: User
) -> None:
    assert make(merger, first) is None

    candidate.refresh_from_db()
    assert candidate.centre == elsewhere
    assert signed_in.get("/results/").status_code == 200
    assert try_to_sign_in(Client()).status_code == 302
    merger.centre.refresh_from_db()
    assert (merger.centre.closed_at is not None, merger.centre.merged_into) == (True, elsewhere)


@pytest.mark.parametrize(
    ("theirs", "ours", "then"),
    [
        (Status.ALL, Status.NONE, False),
        (Status.ALL, Status.SELECTED, True),
        (Status.ALL, Status.ALL, True),
        (Status.NONE, Status.ALL, True),
        (Status.NONE, Status.SELECTED, False),
        (Status.SELECTED, Status.SELECTED, True),
        (Status.ALL, None, True),
        (Status.NONE, None, False),
    ],
)
def test_nobody_gains_access_but_where_the_other_centre_gives_it_to_all(
    merger: MergeCentres, candidate: Candidate, first: User, theirs: Status, ours: Status | None, then: bool
) -> None:
    """`theirs` is the setting of the centre that goes, `ours` that of the one that stays; None for no choice yet.

    A tick from before rests where the setting is *No candidates*, and is no access.
    """
    SelectedCandidate.objects.create(candidate=candidate, selected_by="x")
    give_access(candidate.series, merger.centre, theirs)
    if ours is not None:
        give_access(candidate.series, merger.into, ours)

    make(merger, first)

    assert has_access(candidate) is then


def test_the_settings_and_the_contact_of_the_other_centre_count(
    merger: MergeCentres, candidate: Candidate, first: User
) -> None:
    give_access(candidate.series, merger.centre)
    give_access(candidate.series, merger.into, contact_name="Somebody Else")
    said = " ".join(merger.preview().sentences)
    assert "1 have access now, 1 afterwards (the settings and the contact of GB045 count: All candidates)" in said

    make(merger, first)

    assert AccessSettings.objects.get(centre=merger.into).contact_name == "Somebody Else"


def test_numbers_that_both_have_are_listed_and_block(merger: MergeCentres, candidate: Candidate, first: User) -> None:
    for number in ("0042", "0043"):
        builders.make_candidate(candidate.series, merger.into, number)
    builders.make_candidate(candidate.series, merger.centre, "0043")

    assert merger.preview().blocks == (
        "November 2026: both centres have the candidate numbers 0042 to 0043. Change them first.",
    )
    with pytest.raises(Blocked):
        make(merger, first)
    assert Candidate.objects.filter(centre=merger.centre).count() == 2


def test_a_hold_of_the_centre_blocks_and_one_of_a_candidate_goes_along(
    merger: MergeCentres, candidate: Candidate, first: User
) -> None:
    scope: dict[str, Any] = {"series": candidate.series, "centre": merger.centre}
    own = place(kind=Hold.Kind.HOLD, scope=Scope(**scope, candidate=candidate), reason="x", by=first)
    whole = place(kind=Hold.Kind.STOP, scope=Scope(**scope), reason="x", by=first)
    with pytest.raises(Blocked, match="End it at the release desk first"):
        make(merger, first)
    Hold.objects.filter(pk=whole.pk).update(ended_at=timezone.now(), ended_by=first)

    make(merger, first)

    own.refresh_from_db()
    assert own.centre == merger.into
    candidate.refresh_from_db()
    assert not gate.read(candidate).shows_results


def test_out_of_an_exception_takes_two(
    merger: MergeCentres, candidate: Candidate, later_in_pakistan: ReleaseException, first: User, second: User
) -> None:
    asked = make(merger, first)

    assert asked is not None
    assert not gate.read(candidate).shows_results
    assert "opens earlier" in " ".join(requests.sentences_of(asked))
    requests.confirm(request=asked, by=second)
    candidate.refresh_from_db()
    assert candidate.centre == merger.into
    assert gate.read(candidate).shows_results


def test_members_go_along_and_keep_the_role_that_they_have_there(
    merger: MergeCentres, officer: User, first: User, mailoutbox: list[Any]
) -> None:
    both = builders.make_officer(merger.into, email="both@example.org")
    Membership.objects.create(user=both, centre=merger.centre, role=Role.HEAD)

    make(merger, first)

    assert list(centres_of(officer)) == [merger.into]
    assert Membership.objects.get(user=both, centre=merger.into).role == Role.EXAMS_OFFICER
    assert list(centres_of(both)) == [merger.into]


def test_whoever_acts_on_an_associates_word_goes_along_only_where_it_counts(merger: MergeCentres, first: User) -> None:
    Centre.objects.filter(pk=merger.centre.pk).update(associate=builders.make_associate())
    merger.centre.refresh_from_db()
    user = builders.make_user("through@merid.example")
    Membership.objects.create(user=user, centre=merger.centre, granted_through=merger.centre.associate)

    make(merger, first)

    assert not centres_of(user).exists()


def test_both_centres_read_it_in_their_trail(merger: MergeCentres, first: User) -> None:
    make(merger, first, reason="a secret")

    entries = {entry.centre_number: entry.details for entry in AuditEntry.objects.filter(action="merge centre")}
    assert set(entries) == {"PK123", "GB045", ""}
    assert entries["PK123"]["candidates"] == 1
    assert "a secret" not in str([entries["PK123"], entries["GB045"]])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_store", "ready")
def test_letters_are_made_anew_and_what_was_taken_stays_on_record(
    roll: list[Candidate], centre: Centre, elsewhere: Centre, officer: User, first: User
) -> None:
    place: dict[str, Any] = {"series": roll[0].series, "centre": centre}
    download_letters(**place, choice=Choice(), by=officer)
    before = dict(Credential.objects.values_list("candidate__number", "username"))
    merger = MergeCentres(centre=centre, into=elsewhere)
    assert any("5 letters that were handed out or sent name PK123" in line for line in merger.preview().sentences)

    make(merger, first)
    run_jobs()

    assert dict(Credential.objects.values_list("candidate__number", "username")) == before
    assert LetterBatch.objects.get(centre=elsewhere).state == "ready"
    assert not LetterBatch.objects.filter(centre=centre, state="ready").exists()
    summary = downloads_summary(series=roll[0].series, centre=elsewhere)
    assert summary.count == 1
    assert set(summary.since.changed) == {candidate.number for candidate in roll}


def test_a_centre_isnt_merged_into_itself(centre: Centre, first: User) -> None:
    with pytest.raises(Blocked):
        make(MergeCentres(centre=centre, into=centre), first)


def test_a_credential_that_nobody_may_use_comes_to_life_with_access(
    merger: MergeCentres, candidate: Candidate, first: User
) -> None:
    give_credential(candidate)
    give_access(candidate.series, merger.into, Status.NONE)

    make(merger, first)

    assert try_to_sign_in(Client()).status_code == 200
    give_access(candidate.series, merger.into, Status.ALL)
    assert try_to_sign_in(Client()).status_code == 302
