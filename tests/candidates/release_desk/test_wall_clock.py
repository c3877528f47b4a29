"""Times as staff write them, above all in the two nights in which clocks change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from candidates.release_desk.wall_clock import ClockQuestion, Written, instant_of

UK = ZoneInfo("Europe/London")


def at(day: date, hour: int, minute: int = 0, zone: ZoneInfo = UK) -> datetime:
    return instant_of(Written(day=day, time=time(hour, minute), zone=zone))


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (date(2027, 1, 19), 6, datetime(2027, 1, 19, 6, tzinfo=UTC)),
        (date(2026, 8, 18), 6, datetime(2026, 8, 18, 5, tzinfo=UTC)),
    ],
)
def test_uk_time_is_an_instant(day: date, hour: int, expected: datetime) -> None:
    assert at(day, hour) == expected


SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)


@pytest.mark.parametrize("hour", [hour for hour in range(24) if hour != 1])
@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_every_other_hour_of_the_two_days_is_one_instant(day: date, hour: int) -> None:
    instant = at(day, hour)

    assert instant.astimezone(UK).replace(tzinfo=None) == datetime.combine(day, time(hour))


def test_a_time_that_clocks_skip_is_refused_with_both_readings() -> None:
    with pytest.raises(ClockQuestion, match="skip 01:30") as raised:
        at(SPRING, 1, 30)

    assert raised.value.readings == (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC))


def test_a_time_that_clocks_show_twice_is_refused_with_both_readings() -> None:
    with pytest.raises(ClockQuestion, match="show 01:30 twice") as raised:
        at(AUTUMN, 1, 30)

    assert raised.value.readings == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )


def test_utc_is_never_in_question() -> None:
    assert at(AUTUMN, 1, 30, ZoneInfo("UTC")) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
