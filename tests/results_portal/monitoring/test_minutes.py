"""What happens is counted in memory and added to one row for each minute, which all processes share."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from results_portal.models import MinuteFigure
from results_portal.monitoring import figures, minutes
from results_portal.monitoring.figures import PORTAL, RESULTS, Figure
from tests.support import builders

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    figures.take()
    yield
    figures.take()


def written(figure: Figure) -> int:
    """The sum of all minutes: the clock may begin a new one within a test."""
    return sum(MinuteFigure.objects.filter(name=figure).values_list("amount", flat=True))


def test_counting_takes_no_statement(django_assert_num_queries: object) -> None:
    with CaptureQueriesContext(connection) as captured:
        figures.note(Figure.SIGNED_IN, site=RESULTS)

    assert len(captured) == 0


def test_what_processes_count_is_added_up_by_one_statement_each_time() -> None:
    for times in (3, 4):  # one after the other, as two processes do
        figures.note(Figure.SIGNED_IN, site=RESULTS, times=times)
        figures.note(Figure.REQUESTS, site=PORTAL)
        with CaptureQueriesContext(connection) as captured:
            minutes.write_down()
        assert len(captured) == 1, captured.captured_queries

    assert (written(Figure.SIGNED_IN), written(Figure.REQUESTS)) == (7, 2)


def test_nothing_counted_takes_no_statement() -> None:
    with CaptureQueriesContext(connection) as captured:
        minutes.write_down()

    assert len(captured) == 0


def test_what_was_counted_is_found_at_its_minute() -> None:
    figures.note(Figure.ERRORS, site=RESULTS, times=5)
    minutes.write_down()
    now = datetime.now(UTC)

    found = minutes.last_minutes(now - timedelta(minutes=5))

    [(minute, amount)] = found[(RESULTS, Figure.ERRORS)].items()
    assert amount == 5
    assert (minute.second, minute.microsecond) == (0, 0)
    assert abs(now - minute) < timedelta(minutes=2)


def test_what_was_counted_without_the_database_finds_its_own_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else an outage would end in one minute with all that happened meanwhile."""
    for minutes_ago in (10, 10.5, 20):
        slices = int(minutes_ago * 60 / figures.SLICE_SECONDS)
        now = figures._slice()
        monkeypatch.setattr(figures, "_slice", lambda earlier=now - slices: earlier)
        figures.note(Figure.SIGNED_IN, site=RESULTS)
        monkeypatch.undo()
    minutes.write_down()

    found = minutes.last_minutes(datetime.now(UTC) - timedelta(hours=1))[(RESULTS, Figure.SIGNED_IN)]
    ages = sorted({round((datetime.now(UTC) - minute) / timedelta(minutes=1)) for minute in found})
    assert sum(found.values()) == 3
    assert ages[0] in range(9, 13)
    assert ages[-1] in range(19, 23)


def test_what_cannot_be_written_is_kept_and_written_once_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    figures.note(Figure.SIGNED_IN, site=RESULTS, times=2)

    def refuse(rows: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(minutes, "_add", refuse)
    minutes.write_down_or_log()
    monkeypatch.undo()
    figures.note(Figure.SIGNED_IN, site=RESULTS)
    minutes.write_down_or_log()

    assert written(Figure.SIGNED_IN) == 3


def test_old_minutes_are_forgotten() -> None:
    row = {"site": RESULTS, "name": Figure.REQUESTS, "amount": 1}
    MinuteFigure.objects.create(minute=builders.in_the_past() - timedelta(days=30), **row)
    recent = MinuteFigure.objects.create(minute=datetime.now(UTC) - timedelta(days=6), **row)

    assert minutes.forget_old() == 1
    assert MinuteFigure.objects.get() == recent


def test_listeners_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[Figure, str, int]] = []
    monkeypatch.setattr(figures, "_listeners", [])
    figures.listen(lambda *event: told.append(event))

    figures.note(Figure.ASKED_BACK, site=RESULTS)

    assert told == [(Figure.ASKED_BACK, RESULTS, 1)]
