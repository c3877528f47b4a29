"""Releases by two people: postponing takes one, opening or bringing forward takes two, in every order of deeds."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from candidates.embargo.release_changes import change_release
from candidates.embargo.releases import WouldOpenSooner, move_release
from candidates.models import ChangeRequest, Qualification, Release, Series
from candidates.second_person import requests
from candidates.second_person.exceptions import (
    AlreadyAsked,
    AlreadyDecided,
    NothingChanges,
    Outdated,
    ReasonNeeded,
    SamePerson,
)
from centres.models import User
from centres.permissions.staff_roles import StaffRole
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.desk import make_staff

START = datetime(2098, 1, 19, 6, tzinfo=UTC)


@pytest.fixture
def release(db: None) -> Release:
    return builders.make_release(builders.make_series(), "IGCSE", START)


def move(release: Release, to: datetime, by: User, reason: str = "as agreed") -> Release | ChangeRequest:
    return change_release(
        series=release.series, qualification=release.qualification, releases_at=to, reason=reason, by=by
    )


def sooner(release: Release, by: User) -> ChangeRequest:
    asked = move(release, START - timedelta(days=1), by)
    assert isinstance(asked, ChangeRequest)
    return asked


def instant(release: Release) -> datetime:
    return Release.objects.get(pk=release.pk).releases_at


def test_postponing_takes_one_person(release: Release, first: User) -> None:
    move(release, START + timedelta(days=1), first)

    assert instant(release) == START + timedelta(days=1)
    assert AuditEntry.objects.get().details["reason"] == "as agreed"


def test_bringing_forward_changes_nothing_until_a_second_person_confirms(
    release: Release, first: User, second: User
) -> None:
    asked = sooner(release, first)
    assert instant(release) == START

    requests.confirm(request=asked, by=second)

    assert instant(release) == START - timedelta(days=1)
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", "actor"))
    assert actions == [
        ("ask for a change", "first@board.example"),
        ("move release", "second@board.example"),
        ("confirm a change", "second@board.example"),
    ]


def test_a_first_instant_takes_two(first: User, second: User) -> None:
    series, qualification = builders.make_series(), builders.make_qualification()
    asked = change_release(
        series=series, qualification=qualification, releases_at=START, reason="the calendar", by=first
    )
    assert isinstance(asked, ChangeRequest)
    assert not Release.objects.exists()

    requests.confirm(request=asked, by=second)

    assert Release.objects.get().releases_at == START


def test_nobody_confirms_what_they_asked_for_themselves(release: Release, first: User) -> None:
    asked = sooner(release, first)

    with pytest.raises(SamePerson):
        requests.confirm(request=asked, by=first)

    assert instant(release) == START


def test_the_database_refuses_one_person_in_both_places(release: Release, first: User) -> None:
    asked = sooner(release, first)

    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequest.objects.filter(pk=asked.pk).update(
            state="confirmed", decided_by=first, decided_at=datetime.now(UTC)
        )


def test_a_superuser_needs_a_second_person_as_well(release: Release, staff: User) -> None:
    asked = sooner(release, staff)

    with pytest.raises(SamePerson):
        requests.confirm(request=asked, by=staff)


def test_it_is_confirmed_once(release: Release, first: User, second: User) -> None:
    asked = sooner(release, first)
    requests.confirm(request=asked, by=second)
    third = make_staff(StaffRole.RESULTS_TEAM, "third")

    with pytest.raises(AlreadyDecided):
        requests.confirm(request=asked, by=third)


def test_what_was_moved_in_the_meantime_cannot_be_confirmed(release: Release, first: User, second: User) -> None:
    asked = sooner(release, first)
    move(release, START + timedelta(days=3), second)

    with pytest.raises(Outdated):
        requests.confirm(request=asked, by=second)

    assert instant(release) == START + timedelta(days=3)
    assert ChangeRequest.objects.get().state == ChangeRequest.State.OUTDATED


def test_a_refused_request_does_nothing(release: Release, first: User, second: User) -> None:
    asked = sooner(release, first)
    requests.decline(request=asked, by=second)

    with pytest.raises(AlreadyDecided):
        requests.confirm(request=asked, by=second)
    assert instant(release) == START
    assert ChangeRequest.objects.get().state == ChangeRequest.State.REFUSED


def test_whoever_asked_withdraws(release: Release, first: User) -> None:
    requests.decline(request=sooner(release, first), by=first)

    assert ChangeRequest.objects.get().state == ChangeRequest.State.WITHDRAWN


def test_two_requests_for_one_release_do_not_wait_side_by_side(release: Release, first: User, second: User) -> None:
    sooner(release, first)

    with pytest.raises(AlreadyAsked):
        move(release, START - timedelta(days=2), second)


def test_a_request_that_is_out_of_date_is_in_nobodys_way(release: Release, first: User, second: User) -> None:
    sooner(release, first)
    move(release, START + timedelta(days=3), second)

    sooner(release, second)

    states = list(ChangeRequest.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["outdated", "waiting"]


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.ADMINISTRATOR])
def test_other_staff_neither_ask_nor_confirm(release: Release, first: User, role: StaffRole) -> None:
    other = make_staff(role, "other")
    asked = sooner(release, first)

    with pytest.raises(PermissionDenied):
        requests.confirm(request=asked, by=other)
    with pytest.raises(PermissionDenied):
        move(release, START + timedelta(days=1), other)


def test_an_officer_can_do_nothing_here(release: Release, officer: User) -> None:
    with pytest.raises(PermissionDenied):
        move(release, START + timedelta(days=1), officer)


def test_a_reason_is_needed(release: Release, first: User) -> None:
    with pytest.raises(ReasonNeeded):
        move(release, START + timedelta(days=1), first, reason="  ")


def test_the_same_instant_changes_nothing(release: Release, first: User) -> None:
    with pytest.raises(NothingChanges):
        move(release, START, first)


def test_postponing_never_brings_forward_what_moved_meanwhile(release: Release, first: User) -> None:
    with pytest.raises(WouldOpenSooner):
        move_release(
            series=release.series,
            qualification=release.qualification,
            releases_at=START - timedelta(days=1),
            only_later=True,
            by=first,
        )


STEPS = st.lists(
    st.tuples(st.sampled_from(["move", "confirm", "decline"]), st.integers(0, 1), st.integers(-3, 3)), max_size=12
)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_order_of_deeds_lets_one_person_open_anything_sooner(
    release: Release, first: User, second: User, steps: list[tuple[str, int, int]]
) -> None:
    ChangeRequest.objects.all().delete()
    Release.objects.filter(pk=release.pk).update(releases_at=START)
    people = (first, second)
    for deed, who, days in steps:
        before = instant(release)
        waiting = ChangeRequest.objects.filter(state="waiting").first()
        asked_by = waiting.asked_by if waiting else None
        try:
            if deed == "move":
                move(release, START + timedelta(days=days), people[who])
            elif waiting and deed == "confirm":
                requests.confirm(request=waiting, by=people[who])
            elif waiting:
                requests.decline(request=waiting, by=people[who])
        except (SamePerson, AlreadyDecided, AlreadyAsked, NothingChanges, Outdated):
            pass
        if instant(release) < before:
            assert deed == "confirm"
            assert asked_by != people[who]


def test_series_and_qualification_of_a_request_are_its_target(release: Release, first: User) -> None:
    asked = sooner(release, first)

    assert (asked.series, asked.target) == (Series.objects.get(), Qualification.objects.get().code)
