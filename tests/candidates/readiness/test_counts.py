"""A large series is counted by a worker: pages show what was counted last, and nobody waits."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult

from candidates.models import Candidate, Entry, Release
from candidates.readiness import counts
from centres.models import User
from centres.permissions.staff_roles import StaffRole
from tests.support import builders
from tests.support.desk import make_staff
from tests.support.people import words
from tests.support.signed_in import browser_of

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/admin/releases/november-2026/IGCSE/readiness/"
COUNTING = "A worker is counting this series"


@pytest.fixture(autouse=True)
def large(candidate: Candidate, monkeypatch: pytest.MonkeyPatch) -> Candidate:
    """One candidate, whose one entry for IGCSE has a result, is a large series here."""
    monkeypatch.setattr(counts, "COUNTED_AT_ONCE", 0)
    cache.clear()
    return candidate


@pytest.fixture
def team() -> User:
    return make_staff(StaffRole.RESULTS_TEAM, "team")


def page(user: User) -> str:
    return words(browser_of(user).get(PAGE).content.decode())


def waiting() -> int:
    return DBTaskResult.objects.filter(task_path__endswith="count_release", status="READY").count()


def work() -> None:
    call_command("db_worker", "--batch", "--interval", "0")


def test_the_page_waits_for_the_worker_and_then_says_what_it_counted(team: User) -> None:
    first = page(team)
    work()

    assert COUNTING in first
    assert "Results that are missing" not in first
    assert "each of 1 entries has a result" in page(team)


def test_however_often_it_is_asked_for_one_job_is_made(team: User) -> None:
    for _ in range(3):
        page(team)

    assert waiting() == 1


def test_an_old_count_is_shown_with_its_time_until_there_is_a_newer_one(
    team: User, large: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    page(team)
    work()
    Entry.objects.filter(qualification__code="IGCSE").update(withdrawn=True)
    assert "each of 1 entries" in page(team)
    assert waiting() == 0

    monkeypatch.setattr(counts, "FRESH", timedelta(0))

    assert "each of 1 entries" in page(team)
    work()
    assert "each of 0 entries" in page(team)


def test_the_first_page_waits_for_nothing_either(team: User, large: Candidate, client: Client) -> None:
    Release.objects.filter(qualification__code="IGCSE").update(releases_at=builders.in_the_future())
    release = Release.objects.select_related("series", "qualification").get(qualification__code="IGCSE")

    assert (counts.count_missing(release), counts.count_candidates(release)) == (None, None)
    work()
    assert (counts.count_missing(release), counts.count_candidates(release)) == (0, 1)


def test_a_series_that_was_removed_meanwhile_is_not_counted() -> None:
    counts.count_release.enqueue(4711, 4711)

    work()

    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
