"""A candidate is renamed: the same person, or another one. A password belongs to a person."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from access.board_changes.candidate_names import Name, RenameCandidate
from access.board_changes.exceptions import Blocked
from access.models import Credential
from candidates.embargo import gate
from candidates.models import Candidate, CandidateVersion, Series
from centres.models import User
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.board_changes import make


def renaming(candidate: Candidate, *, is_another: bool = False, **changes: Any) -> RenameCandidate:
    now = {name: getattr(candidate, name) for name in ("family_name", "given_names", "date_of_birth", "candidate_uid")}
    return RenameCandidate(candidate=candidate, name=Name(**{**now, **changes}), is_another=is_another)


def said(change: RenameCandidate) -> str:
    return " ".join(change.preview().sentences)


def test_a_corrected_spelling_leaves_the_way_in(signed_in: Client, candidate: Candidate, first: User) -> None:
    change = renaming(candidate, family_name="Rehman")
    assert "Family name: Rahman → Rehman It is the same person: username, password and sessions stay" in said(change)

    make(change, first)

    assert "Rehman" in signed_in.get("/results/").content.decode()
    assert gate.read(Candidate.objects.get()).shows_results
    version = CandidateVersion.objects.latest("pk")
    assert (version.family_name, version.by, version.reason) == ("Rehman", first.email, "the school asked")


def test_another_person_ends_the_way_in_and_takes_nothing_over(
    signed_in: Client, candidate: Candidate, first: User
) -> None:
    """Alike as the names are: staff say that they are two people."""
    change = renaming(candidate, given_names="Candidate 0043", is_another=True)
    assert "The username and password end at once" in said(change)
    assert "2 entries were the earlier person's" in said(change)
    old = Credential.objects.get()

    make(change, first)

    assert signed_in.get("/results/").status_code == 302
    assert Credential.objects.get().username != old.username
    assert gate.read(Candidate.objects.get()).entries == ()
    assert AuditEntry.objects.filter(action="replace candidate").count() == 1


def test_where_the_service_takes_them_for_two_people_the_way_in_ends_all_the_same(
    signed_in: Client, candidate: Candidate, first: User
) -> None:
    change = renaming(candidate, family_name="Ahmed", given_names="Bilal", date_of_birth=date(2008, 11, 30))
    assert "You say that this is the same person" in said(change)
    assert "Entries and results stay." in said(change)

    make(change, first)

    assert signed_in.get("/results/").status_code == 302
    assert gate.read(Candidate.objects.get()).shows_results


def test_the_same_identifier_says_that_a_new_name_is_the_same_person(
    signed_in: Client, candidate: Candidate, first: User
) -> None:
    Candidate.objects.update(candidate_uid="U1")
    candidate.refresh_from_db()

    make(renaming(candidate, family_name="Ahmed", given_names="Bilal"), first)

    assert signed_in.get("/results/").status_code == 200


def test_nothing_changed_is_no_change(candidate: Candidate, first: User) -> None:
    with pytest.raises(Blocked):
        make(renaming(candidate), first)


def test_the_centres_trail_has_the_number_and_neither_name_nor_reason(candidate: Candidate, first: User) -> None:
    make(renaming(candidate, family_name="Rehman"), first, reason="a mother wrote")

    entry = AuditEntry.objects.get(action="rename candidate", centre_number="PK123")
    assert (entry.target, entry.details) == ("0042", {"number": "0042", "another person": False})


def test_nobody_gets_a_name_of_the_other_kind_of_series(candidate: Candidate, first: User) -> None:
    rehearsal = Series.objects.create(name="REHEARSAL June 2027", slug="rehearsal-june-2027", is_rehearsal=True)
    builders.make_candidate(rehearsal, candidate.centre, "0042", family_name="Made", given_names="Up")

    with pytest.raises(Blocked, match="Nobody can be in both"):
        make(renaming(candidate, family_name="Made", given_names="Up"), first)
