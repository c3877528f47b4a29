"""What the first page of the administration says, by role."""

from datetime import UTC, datetime, timedelta

import pytest

from candidates.embargo.release_changes import change_release
from candidates.holds.change import place
from candidates.holds.scope import Scope
from candidates.models import Hold, Release, Series
from candidates.release_desk.notices import notices_for
from centres.models import User
from centres.permissions.staff_roles import StaffRole
from tests.support import builders
from tests.support.desk import browser_of, make_staff


@pytest.fixture
def first(series: Series) -> User:
    """Of the results team; a release is brought forward by request, and a centre's results are stopped."""
    user = make_staff(StaffRole.RESULTS_TEAM, "first")
    release = Release.objects.get(qualification__code="IGCSE")
    Release.objects.filter(pk=release.pk).update(releases_at=datetime.now(UTC) + timedelta(days=3, minutes=1))
    change_release(
        series=series,
        qualification=release.qualification,
        releases_at=datetime(2020, 1, 1, tzinfo=UTC),
        reason="x",
        by=user,
    )
    scope = Scope(series=series, centre=builders.make_centre("GB045"))
    place(kind=Hold.Kind.STOP, scope=scope, reason="a complaint", by=user)
    return user


def texts(user: User) -> str:
    return "\n".join(notice.text for notice in notices_for(User.objects.get(pk=user.pk)))


def test_the_results_team_sees_stops_requests_and_openings(first: User) -> None:
    said = texts(first)

    assert "Results are stopped: GB045, November 2026." in said
    assert "IGCSE, November 2026 waits for a second person." in said
    assert "opens in 3 days" in said


def test_whoever_may_confirm_is_told_so(first: User) -> None:
    assert "waits for you or somebody else to confirm it." in texts(make_staff(StaffRole.RESULTS_TEAM, "second"))


def test_support_sees_openings_and_neither_stops_nor_requests(first: User) -> None:
    said = texts(make_staff(StaffRole.SUPPORT, "support"))

    assert "opens in 3 days" in said
    assert "stopped" not in said
    assert "second person" not in said


def test_it_stands_on_the_first_page_of_the_administration(first: User) -> None:
    page = browser_of(first).get("/admin/").content.decode()

    assert "What needs doing" in page
    assert "Results are stopped: GB045, November 2026." in page
