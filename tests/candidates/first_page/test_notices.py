"""What the first page of the administration says, by role."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from candidates.embargo.release_changes import change_release
from candidates.first_page.series_states import series_states
from candidates.holds.change import place
from candidates.holds.scope import Scope
from candidates.models import Candidate, Entry, Hold, Release, Result, Series
from centres.desk.notices import notices_for
from centres.models import Centre, User
from centres.permissions.staff_roles import StaffRole
from letters.models import LetterBatch
from tests.support import builders
from tests.support.desk import make_staff
from tests.support.signed_in import browser_of


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


def test_results_that_are_missing_are_counted_for_the_results_team_alone(first: User, candidate: Candidate) -> None:
    assert "missing" not in texts(first)
    cache.clear()
    Result.objects.filter(entry__qualification__code="IGCSE").delete()

    assert "1 result is missing." in texts(first)
    assert "missing" not in texts(make_staff(StaffRole.SUPPORT, "support"))


def test_results_that_were_taken_back_are_missing_and_withdrawn_entries_are_not(
    first: User, candidate: Candidate
) -> None:
    Result.objects.filter(entry__qualification__code="IGCSE").update(withdrawn=True)
    assert "1 result is missing." in texts(first)

    cache.clear()
    Entry.objects.filter(qualification__code="IGCSE").update(withdrawn=True)

    assert "missing" not in texts(first)


def test_stops_come_first(first: User) -> None:
    assert notices_for(User.objects.get(pk=first.pk))[0].urgent


def test_letters_that_failed_or_have_changed_are_counted_by_series(first: User, series: Series, centre: Centre) -> None:
    support = make_staff(StaffRole.SUPPORT, "support")
    other = Centre.objects.get(number="GB045")
    failed = LetterBatch.objects.create(series=series, centre=centre, state=LetterBatch.State.FAILED)
    ready = {"pdf_name": "a", "archive_name": "b", "finished_at": datetime.now(UTC), "outdated": True}
    LetterBatch.objects.create(series=series, centre=other, state=LetterBatch.State.READY, **ready)

    assert "November 2026: letters of 1 centre could not be made." in texts(support)
    assert "November 2026: letters of 1 centre say something that has changed since." in texts(support)
    assert "letters" not in texts(first)

    LetterBatch.objects.update(old_instants=7)
    assert "November 2026: 7 letters that were taken name another instant, at 1 centre." in texts(support)

    LetterBatch.objects.create(series=series, centre=failed.centre, state=LetterBatch.State.QUEUED)
    assert "could not be made" not in texts(support)


def test_the_series_say_what_is_released_and_what_opens_next(first: User, series: Series) -> None:
    (state,) = series_states(User.objects.get(pk=first.pk))

    assert state.state == "1 of 2 qualifications released."
    assert state.opens_what == "Cambridge IGCSE"
    assert state.opens_in.startswith("opens in 3 days")
    assert state.is_stopped
    assert not series_states(make_staff(StaffRole.SUPPORT, "support"))[0].is_stopped


def test_a_series_without_releases_and_one_that_is_over_say_so(series: Series) -> None:
    builders.make_series("June 2027")
    Release.objects.update(releases_at=builders.in_the_past())

    states = {state.name: state.state for state in series_states(make_staff(StaffRole.SUPPORT, "support"))}

    assert states == {
        "June 2027": "No release is set: nothing can be seen.",
        "November 2026": "Everything that is set is released.",
    }
