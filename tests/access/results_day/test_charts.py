"""Charts are shapes of what was counted, with the same figures in a table."""

from datetime import UTC, datetime, timedelta

import pytest

from access.results_day.charts import Chart, Counted, charts, last_full_minutes, round_above
from results_portal.monitoring.figures import PORTAL, RESULTS, Figure

NOW = datetime(2026, 11, 26, 8, 30, 42, tzinfo=UTC)
MINUTES = last_full_minutes(NOW)
LAST = MINUTES[-1]

pytestmark = pytest.mark.without_database


def chart(key: str, counted: Counted) -> Chart:
    return next(each for each in charts(counted, minutes=MINUTES) if each.key == key)


def test_three_hours_of_full_minutes_are_shown() -> None:
    assert len(MINUTES) == 180
    assert datetime(2026, 11, 26, 8, 29, tzinfo=UTC) == LAST
    assert MINUTES[0] == LAST - timedelta(minutes=179)


def test_the_table_says_every_minute_the_latest_first() -> None:
    found = chart(
        "sign-ins",
        {
            (RESULTS, Figure.SIGNED_IN): {LAST: 1240},
            (RESULTS, Figure.WRONG_DETAILS): {LAST: 2, MINUTES[0]: 7},
            (RESULTS, Figure.TOO_MANY_TRIES): {LAST: 1},
        },
    )

    assert found.rows[0] == ("08:29", "1,240", "3")
    assert found.rows[-1] == ("05:30", "0", "7")
    assert len(found.rows) == 180
    assert (found.area.last, found.area.most) == ("1,240", "1,240 at 08:29")
    assert found.line.most == "7 at 05:30"


def test_waits_are_how_many_waited_at_a_time() -> None:
    """Ninety seconds of waiting within a minute are one and a half people who waited all the while."""
    found = chart("waits", {(RESULTS, Figure.WAITED): {LAST: 90_000}})

    assert found.area.last == "1.5"


def test_a_short_wait_is_not_shown_as_none() -> None:
    assert chart("waits", {(RESULTS, Figure.WAITED): {LAST: 3}}).area.last == "0.1"


def test_shapes_go_as_high_as_the_figures() -> None:
    found = chart("requests", {(RESULTS, Figure.REQUESTS): {LAST: 10}, (PORTAL, Figure.REQUESTS): {MINUTES[1]: 5}})

    assert (found.top, found.middle) == ("10", "5")
    assert found.area.shape == "M0 100V100.0H179V0.0H180V100Z"
    assert found.line.shape == "M0 100.0H1V50.0H2V100.0H180"


def test_errors_of_both_sites_are_one_figure() -> None:
    counted: Counted = {(RESULTS, Figure.ERRORS): {LAST: 2}, (PORTAL, Figure.ERRORS): {LAST: 3}}

    assert chart("errors", counted).area.last == "5"


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 5), (5, 5), (6, 10), (10, 10), (11, 20), (51, 100), (201, 500), (1001, 2000)]
)
def test_axes_end_at_round_numbers(highest: float, top: float) -> None:
    assert round_above(highest) == top
