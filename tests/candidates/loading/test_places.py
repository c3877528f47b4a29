"""No file takes a centre or a candidate out of what keeps results back there: that is asked for by name."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from candidates.models import Candidate, Hold, Release, ReleaseException
from centres.models import Centre, User
from tests.candidates.loading.conftest import Said
from tests.support.folders import BASE, changed_base, everything

pytestmark = pytest.mark.django_db
LoadOver = Callable[..., Said]
LATER = datetime(2098, 9, 18, 5, tzinfo=UTC)
# Aisha Khan, 0042 of PK123, at the other centre.
MOVED = {name: BASE[name].replace("PK123,0042", "GB045,0077") for name in ("candidates", "entries", "results")}


def later_in_pakistan() -> ReleaseException:
    release = Release.objects.get(qualification__code="IGCSE")
    return ReleaseException.objects.create(release=release, country="Pakistan", releases_at=LATER)


def test_a_file_does_not_take_a_centre_out_of_its_countrys_exception(load_over: LoadOver) -> None:
    later_in_pakistan()
    before = everything()
    elsewhere = changed_base("centres", "Pakistan,Asia/Karachi", "Oman,Asia/Karachi")

    said = load_over(centres=elsewhere)

    assert everything() == before
    assert not said.ended_well
    assert "June 2026 IGCSE PK123, Pakistan → Oman: 18 September 2098" in said.errors
    assert "Load again with --open-releases if that is meant." in said.errors

    assert load_over("--open-releases", centres=elsewhere).ended_well
    assert Centre.objects.get(number="PK123").country == "Oman"


def test_a_country_that_no_exception_names_is_only_a_change(load_over: LoadOver) -> None:
    assert load_over(centres=changed_base("centres", "Pakistan,Asia/Karachi", "Oman,Asia/Karachi")).ended_well


def test_an_exception_whose_instant_has_passed_stands_in_nobodys_way(load_over: LoadOver) -> None:
    exception = later_in_pakistan()
    ReleaseException.objects.filter(pk=exception.pk).update(releases_at=datetime(2026, 8, 19, 5, tzinfo=UTC))

    assert load_over(centres=changed_base("centres", "Pakistan,Asia/Karachi", "Oman,Asia/Karachi")).ended_well


def test_a_file_does_not_move_a_candidate_out_of_an_exception(load_over: LoadOver) -> None:
    later_in_pakistan()
    before = everything()

    said = load_over("--keep-missing", **MOVED)

    assert everything() == before
    assert "June 2026 PK123 0042 is GB045 0077: IGCSE: 18 September 2098" in said.errors
    assert load_over("--keep-missing", "--open-releases", **MOVED).ended_well
    assert Candidate.objects.filter(centre__number="GB045", number="0077").exists()


def test_a_file_does_not_put_a_candidate_under_a_number_of_another_centre_either(load_over: LoadOver) -> None:
    later_in_pakistan()
    as_alex = BASE["candidates"].replace("Smith,Alex,2008-01-02", "Khan,Aisha,2009-03-18")

    said = load_over(candidates=as_alex)

    assert not said.ended_well
    assert "June 2026 PK123 0042 is GB045 0042" in said.errors


@pytest.mark.parametrize("kind", Hold.Kind.values)
def test_a_file_does_not_move_a_candidate_out_of_a_hold_of_the_centre(
    load_over: LoadOver, staff: User, kind: str
) -> None:
    release = Release.objects.get(qualification__code="IGCSE")
    centre = Centre.objects.get(number="PK123")
    Hold.objects.create(kind=kind, series=release.series, centre=centre, reason="x", made_by=staff)

    said = load_over("--keep-missing", **MOVED)

    assert not said.ended_well
    assert f"leaves the {kind} of PK123" in said.errors


def test_a_file_does_not_leave_a_candidates_own_hold_behind(load_over: LoadOver, staff: User) -> None:
    held = Candidate.objects.get(centre__number="PK123", number="0042")
    Hold.objects.create(kind="hold", series=held.series, candidate=held, reason="x", made_by=staff)

    said = load_over("--keep-missing", **MOVED)

    assert not said.ended_well
    assert "a hold of this candidate isn't one of the new row" in said.errors


def test_a_candidate_who_moves_where_nothing_is_earlier_just_moves(load_over: LoadOver) -> None:
    assert load_over("--keep-missing", **MOVED).ended_well


@pytest.mark.parametrize("merged", [False, True])
def test_no_file_adds_candidates_to_a_closed_centre(load_over: LoadOver, merged: bool) -> None:
    into = Centre.objects.get(number="PK123") if merged else None
    Centre.objects.filter(number="GB045").update(closed_at=datetime.now(UTC), merged_into=into)
    before = everything()

    said = load_over(candidates=BASE["candidates"] + "June 2026,GB045,0050,New,Noor,2008-01-02,,13\n")

    assert everything() == before
    assert "candidates.csv:5: the centre GB045 is closed" in said.errors
    assert ("was merged into PK123: name its candidates there" in said.errors) is merged


def test_candidates_whom_a_closed_centre_has_are_loaded_as_ever(load_over: LoadOver) -> None:
    Centre.objects.filter(number="GB045").update(closed_at=datetime.now(UTC))

    assert load_over(results=changed_base("results", "B,71", "B,72")).ended_well
