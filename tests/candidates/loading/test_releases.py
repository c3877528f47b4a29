"""Moving a release: by the domain function that the admin and the loading use."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from candidates.embargo.releases import InstantWithoutZone, move_release
from candidates.models import Release
from centres.models import User
from results_portal.models import AuditEntry
from tests.support import builders

pytestmark = pytest.mark.django_db
FIRST = datetime(2027, 1, 19, 6, tzinfo=UTC)
LATER = datetime(2027, 1, 20, 9, 30, tzinfo=timezone(timedelta(hours=3)))


def move(instant: datetime, by: User) -> Release:
    return move_release(
        series=builders.make_series(), qualification=builders.make_qualification(), releases_at=instant, by=by
    )


def test_a_first_release_is_set(staff: User) -> None:
    move(FIRST, staff)

    assert Release.objects.get().releases_at == FIRST
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.series, entry.target) == (
        "staff@board.example",
        "set release",
        "november-2026",
        "IGCSE",
    )
    assert entry.details == {"before": None, "after": "2027-01-19T06:00:00+00:00"}


def test_a_release_moves_and_stays_the_same_row(staff: User) -> None:
    first = move(FIRST, staff)

    moved = move(LATER, staff)

    assert (moved.pk, Release.objects.get().releases_at) == (first.pk, LATER)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.details) == (
        "move release",
        {"before": "2027-01-19T06:00:00+00:00", "after": "2027-01-20T06:30:00+00:00"},
    )


def test_moving_to_the_same_instant_leaves_no_entry(staff: User) -> None:
    move(FIRST, staff)

    move(FIRST.astimezone(timezone(timedelta(hours=5))), staff)

    assert AuditEntry.objects.count() == 1


def test_an_instant_without_zone_is_refused(staff: User) -> None:
    with pytest.raises(InstantWithoutZone, match="needs an instant with its zone"):
        move(FIRST.replace(tzinfo=None), staff)

    assert not Release.objects.exists()


def test_other_qualifications_and_series_stay(staff: User) -> None:
    others = [
        builders.make_release(builders.make_series(), "ALEVEL", FIRST),
        builders.make_release(builders.make_series("June 2026"), "IGCSE", FIRST),
    ]

    move(LATER, staff)

    assert [Release.objects.get(pk=other.pk).releases_at for other in others] == [FIRST, FIRST]
