"""Holds and stops against what candidates see: every part of a scope, and how each ends."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from candidates.embargo import gate
from candidates.embargo.gate import GatedEntry
from candidates.holds.change import end, place
from candidates.holds.exceptions import AlreadyEnded, ScopeDoesNotFit
from candidates.holds.scope import Reach, Scope, reach_of
from candidates.models import Candidate, ChangeRequest, Hold, Qualification, Syllabus
from candidates.second_person import requests
from candidates.second_person.exceptions import ReasonNeeded, SamePerson
from centres.models import Centre, User
from centres.permissions.staff_roles import StaffRole
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.desk import make_staff

WORDS = "Your script is being marked again."


@pytest.fixture
def neighbour(candidate: Candidate, other_centre: Centre) -> Candidate:
    """A candidate of another centre with the same A Level, released as well."""
    other = builders.make_candidate(candidate.series, other_centre, "0042")
    builders.make_result(builders.make_entry(other, Syllabus.objects.get(code="9709")), "C", 61)
    return other


def hold(scope: Scope, by: User, kind: Hold.Kind = Hold.Kind.HOLD) -> Hold:
    return place(kind=kind, scope=scope, reason="marks of one examiner", words=WORDS, by=by)


def stop(scope: Scope, by: User) -> Hold:
    return hold(scope, by, Hold.Kind.STOP)


def entry(candidate: Candidate, code: str = "9709") -> GatedEntry:
    return next(entry for entry in gate.read(candidate).entries if entry.syllabus_code == code)


def sees(candidate: Candidate) -> bool:
    return entry(candidate).result is not None


def parts(candidate: Candidate) -> dict[str, dict[str, Any]]:
    return {
        "series": {},
        "qualification": {"qualification": Qualification.objects.get(code="ALEVEL")},
        "syllabus": {"syllabus": Syllabus.objects.get(code="9709")},
        "centre": {"centre": candidate.centre},
        "candidate": {"candidate": candidate},
        "syllabus at a centre": {"syllabus": Syllabus.objects.get(code="9709"), "centre": candidate.centre},
    }


@pytest.mark.parametrize("part", ["series", "qualification", "syllabus", "centre", "candidate", "syllabus at a centre"])
@pytest.mark.parametrize("kind", list(Hold.Kind))
def test_it_covers_what_it_names_and_nothing_else(
    candidate: Candidate, neighbour: Candidate, first: User, part: str, kind: Hold.Kind
) -> None:
    hold(Scope(series=candidate.series, **parts(candidate)[part]), first, kind)

    assert not sees(candidate)
    assert sees(neighbour) is ("centre" in part or part == "candidate")


def test_another_syllabus_stays(candidate: Candidate, first: User) -> None:
    hold(Scope(series=candidate.series, syllabus=Syllabus.objects.get(code="0610")), first)

    assert sees(candidate)


def test_another_series_stays(candidate: Candidate, first: User) -> None:
    stop(Scope(series=builders.make_series("June 2026")), first)

    assert sees(candidate)


def test_a_held_result_says_the_boards_words(candidate: Candidate, first: User) -> None:
    hold(Scope(series=candidate.series), first)

    assert (entry(candidate).held_words, entry(candidate).is_stopped) == (WORDS, False)


def test_a_stop_says_nothing_but_that(candidate: Candidate, first: User) -> None:
    stop(Scope(series=candidate.series), first)

    assert (entry(candidate).held_words, entry(candidate).is_stopped) == ("", True)


@pytest.mark.parametrize("kind", list(Hold.Kind))
def test_before_the_instant_nothing_tells_that_anything_is_kept_back(
    candidate: Candidate, first: User, kind: Hold.Kind
) -> None:
    before = entry(candidate, "0610")

    hold(Scope(series=candidate.series), first, kind)

    assert entry(candidate, "0610") == before


def test_a_hold_of_one_candidate_is_ended_by_one_person(candidate: Candidate, first: User) -> None:
    placed = hold(Scope(series=candidate.series, candidate=candidate), first)

    end(hold=placed, reason="checked", by=first)

    assert sees(candidate)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["hold results", "end hold"]


def test_a_hold_of_many_is_ended_by_two(candidate: Candidate, first: User, second: User) -> None:
    placed = hold(Scope(series=candidate.series, syllabus=Syllabus.objects.get(code="9709")), first)

    asked = end(hold=placed, reason="checked", by=first)
    assert isinstance(asked, ChangeRequest)
    assert not sees(candidate)
    with pytest.raises(SamePerson):
        requests.confirm(request=asked, by=first)
    requests.confirm(request=asked, by=second)

    assert sees(candidate)


def test_a_stop_is_undone_by_two_even_for_one_candidate(candidate: Candidate, first: User, second: User) -> None:
    placed = stop(Scope(series=candidate.series, candidate=candidate), first)
    asked = end(hold=placed, reason="all is well", by=second)
    assert isinstance(asked, ChangeRequest)
    assert not sees(candidate)

    requests.confirm(request=asked, by=first)

    assert sees(candidate)


def test_two_rules_have_to_end_both(candidate: Candidate, first: User) -> None:
    one = hold(Scope(series=candidate.series, candidate=candidate), first)
    stop(Scope(series=candidate.series), first)

    end(hold=one, reason="checked", by=first)

    assert not sees(candidate)


def test_an_ended_hold_is_not_ended_again(candidate: Candidate, first: User) -> None:
    placed = hold(Scope(series=candidate.series, candidate=candidate), first)
    end(hold=placed, reason="checked", by=first)

    with pytest.raises(AlreadyEnded):
        end(hold=placed, reason="checked", by=first)


def test_a_reason_is_needed(candidate: Candidate, first: User) -> None:
    with pytest.raises(ReasonNeeded):
        place(kind=Hold.Kind.STOP, scope=Scope(series=candidate.series), reason=" ", by=first)
    assert not Hold.objects.exists()


def test_a_scope_that_holds_nothing_is_refused(candidate: Candidate, other_centre: Centre, first: User) -> None:
    with pytest.raises(ScopeDoesNotFit):
        hold(Scope(series=candidate.series, centre=other_centre, candidate=candidate), first)
    with pytest.raises(ScopeDoesNotFit):
        hold(Scope(series=builders.make_series("June 2026"), candidate=candidate), first)


def test_support_and_officers_stop_nothing(candidate: Candidate, officer: User) -> None:
    for user in (make_staff(StaffRole.SUPPORT, "support"), officer):
        with pytest.raises(PermissionDenied):
            stop(Scope(series=candidate.series), user)


def test_a_heads_trail_does_not_tell_of_a_hold(candidate: Candidate, first: User) -> None:
    hold(Scope(series=candidate.series, candidate=candidate), first)

    assert AuditEntry.objects.get().centre_number == ""


def test_what_it_covers_is_counted(candidate: Candidate, neighbour: Candidate) -> None:
    assert reach_of(Scope(series=candidate.series)) == Reach(entries=3, candidates=2, centres=2)
    assert reach_of(Scope(series=candidate.series, candidate=candidate)) == Reach(entries=2, candidates=1, centres=1)


def test_reading_stays_one_statement_with_rules_in_force(
    candidate: Candidate, first: User, django_assert_num_queries: Any
) -> None:
    hold(Scope(series=candidate.series), first)
    stop(Scope(series=candidate.series, candidate=candidate), first)

    with django_assert_num_queries(1):
        gate.read(candidate)
