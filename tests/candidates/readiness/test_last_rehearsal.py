"""The page of a real release says whether the board has rehearsed lately."""

from datetime import UTC, datetime, timedelta

import pytest

from candidates.holds.scope import Scope
from candidates.models import Candidate
from candidates.readiness.facts import Fact, facts_of
from candidates.readiness.last_rehearsal import COUNTS, HEADING
from centres.permissions.staff_roles import StaffRole
from tests.support import builders
from tests.support.desk import make_staff
from tests.support.signed_in import browser_of

PAGE = "/admin/releases/november-2026/IGCSE/readiness/"


def facts(candidate: Candidate) -> list[Fact]:
    scope = Scope(series=candidate.series, qualification=builders.make_qualification("IGCSE"))
    return [fact for fact in facts_of(scope) if fact.heading == HEADING]


def rehearse(opened: timedelta) -> None:
    """A rehearsal that opened so long ago."""
    builders.make_release(builders.make_series("REHEARSAL Spring"), "IGCSE", datetime.now(UTC) - opened)


def test_without_one_something_is_to_be_done(candidate: Candidate) -> None:
    (fact,) = facts(candidate)

    assert not fact.is_well
    assert "No rehearsal has opened within 60 days" in fact.text


def test_one_that_opened_lately_counts(candidate: Candidate) -> None:
    rehearse(COUNTS - timedelta(hours=1))

    (fact,) = facts(candidate)

    assert fact.is_well
    assert fact.text.startswith("REHEARSAL Spring opened on ")


@pytest.mark.parametrize("opened", [COUNTS + timedelta(hours=1), -timedelta(hours=1)])
def test_one_of_long_ago_or_to_come_does_not(candidate: Candidate, opened: timedelta) -> None:
    rehearse(opened)

    assert not facts(candidate)[0].is_well


def test_a_real_series_is_no_rehearsal(candidate: Candidate) -> None:
    builders.make_release(builders.make_series("June 2026"), "IGCSE", builders.in_the_past())

    assert not facts(candidate)[0].is_well


def test_a_rehearsal_needs_none_itself(candidate: Candidate) -> None:
    candidate.series = builders.make_series("REHEARSAL Spring")

    assert facts(candidate) == []


def test_it_stands_on_the_page(candidate: Candidate) -> None:
    rehearse(timedelta(days=1))

    page = browser_of(make_staff(StaffRole.RESULTS_TEAM, "team")).get(PAGE).content.decode()

    assert "REHEARSAL Spring opened on" in page
