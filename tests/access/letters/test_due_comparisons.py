"""Letters are compared when the trail says that something was changed since, and else once an hour."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from access.letters.staleness.due import due
from candidates.models import Series
from centres.models import Centre
from letters.models import LetterBatch
from results_portal.models import AuditEntry
from tests.support import builders

pytestmark = pytest.mark.django_db

# Long after everything that the tests themselves wrote down.
NOW = timezone.now() + timedelta(hours=5)


@pytest.fixture(autouse=True)
def batches(series: Series, centre: Centre, other_centre: Centre) -> None:
    """Ready letters of PK123 and AE310, compared ten minutes ago."""
    for each in (centre, other_centre):
        _batch(series, each)


def _batch(series: Series, centre: Centre) -> None:
    LetterBatch.objects.create(
        series=series,
        centre=centre,
        state=LetterBatch.State.READY,
        pdf_name="1/a",
        archive_name="1/b",
        finished_at=NOW,
        compared_at=NOW - timedelta(minutes=10),
    )


def note(action: str, *, centre: str = "", series: str = "", minutes_ago: float = 5) -> None:
    """An entry in the trail."""
    AuditEntry.objects.create(
        at=NOW - timedelta(minutes=minutes_ago),
        actor="x",
        actor_kind="staff",
        action=action,
        centre_number=centre,
        series=series,
        position=1000 + AuditEntry.objects.count(),
        digest="x",
    )


def of_centres(at: datetime = NOW) -> list[str]:
    """The centres whose letters are to be compared."""
    numbers = dict(LetterBatch.objects.values_list("pk", "centre__number"))
    return [numbers[pk] for pk in due(at)]


def test_where_nothing_was_changed_nothing_is_compared() -> None:
    assert of_centres() == []


def test_a_change_at_a_centre_concerns_its_letters_alone(centre: Centre) -> None:
    note("change delay", centre=centre.number)

    assert of_centres() == ["PK123"]


def test_a_change_of_the_boards_concerns_the_letters_of_its_series(centre: Centre) -> None:
    _batch(builders.make_series("June 2027"), centre)
    note("move release", series="june-2027")

    assert of_centres() == ["PK123"]


@pytest.mark.parametrize(("action", "said"), [("change qualification", ""), ("load series", "a name")])
def test_a_change_of_no_series_concerns_all(action: str, said: str) -> None:
    note(action, series=said)

    assert of_centres() == ["PK123", "AE310"]


@pytest.mark.parametrize("action", ["sign in", "look at result", "change user", "delete membership"])
@pytest.mark.parametrize("at", ["", "PK123"])
def test_what_no_letter_says_concerns_none(action: str, at: str) -> None:
    note(action, centre=at)

    assert of_centres() == []


def test_a_change_just_before_the_last_comparison_is_looked_at_once_more() -> None:
    """Its transaction may have ended after the comparison had read."""
    note("change delay", centre="PK123", minutes_ago=11)
    note("change delay", centre="AE310", minutes_ago=13)

    assert of_centres() == ["PK123"]


def test_nothing_is_compared_twice_in_a_minute() -> None:
    LetterBatch.objects.update(compared_at=NOW - timedelta(seconds=50))
    note("change delay", centre="PK123", minutes_ago=0.5)

    assert of_centres() == []
    assert of_centres(NOW + timedelta(seconds=15)) == ["PK123"]


def test_what_changed_without_an_entry_is_found_within_the_hour() -> None:
    assert of_centres(NOW + timedelta(minutes=49)) == []
    assert of_centres(NOW + timedelta(minutes=51)) == ["PK123", "AE310"]


def test_those_never_compared_come_first(other_centre: Centre) -> None:
    LetterBatch.objects.filter(centre=other_centre).update(compared_at=None)
    note("change delay", centre="PK123")

    assert of_centres() == ["AE310", "PK123"]
