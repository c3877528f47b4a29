"""Instants in words, through changes of the clocks and at the ends of the world."""

from datetime import UTC, datetime

import pytest

from candidates import instants
from candidates.instants import InstantWords, Moment
from centres.models import Centre


def centre_in(time_zone: str) -> Centre:
    return Centre(number="XX001", name="A school", time_zone=time_zone)


def utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_an_instant_in_three_zones() -> None:
    assert instants.in_words(utc(2027, 1, 19, 6), centre=centre_in("Asia/Karachi")) == InstantWords(
        utc="Tuesday 19 January 2027, 06:00 (UTC)",
        uk="Tuesday 19 January 2027, 06:00 (UK time)",
        centre="Tuesday 19 January 2027, 11:00 (Karachi)",
    )


def test_a_release_in_august_is_at_six_in_the_uk() -> None:
    words = instants.in_words(utc(2026, 8, 18, 5), centre=centre_in("Asia/Dubai"))

    assert words.uk == "Tuesday 18 August 2026, 06:00 (UK time)"
    assert words.centre == "Tuesday 18 August 2026, 09:00 (Dubai)"


@pytest.mark.parametrize(
    ("instant", "uk"),
    [
        (utc(2026, 10, 25, 0, 30), "Sunday 25 October 2026, 01:30 (UK time)"),
        (utc(2026, 10, 25, 1, 30), "Sunday 25 October 2026, 01:30 (UK time)"),
        (utc(2026, 10, 25, 6), "Sunday 25 October 2026, 06:00 (UK time)"),
        (utc(2027, 3, 28, 0, 59), "Sunday 28 March 2027, 00:59 (UK time)"),
        (utc(2027, 3, 28, 1), "Sunday 28 March 2027, 02:00 (UK time)"),
        (utc(2027, 3, 28, 5), "Sunday 28 March 2027, 06:00 (UK time)"),
    ],
)
def test_the_uks_clocks_change(instant: datetime, uk: str) -> None:
    assert instants.in_words(instant, centre=centre_in("Asia/Karachi")).uk == uk


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Pacific/Kiritimati", "Tuesday 19 January 2027, 20:00 (Kiritimati)"),
        ("America/Los_Angeles", "Monday 18 January 2027, 22:00 (Los Angeles)"),
        ("Asia/Kolkata", "Tuesday 19 January 2027, 11:30 (Kolkata)"),
        ("Asia/Ho_Chi_Minh", "Tuesday 19 January 2027, 13:00 (Ho Chi Minh)"),
        ("America/Argentina/Buenos_Aires", "Tuesday 19 January 2027, 03:00 (Buenos Aires)"),
        ("UTC", "Tuesday 19 January 2027, 06:00 (UTC)"),
    ],
)
def test_a_centre_anywhere_reads_its_own_clocks(zone: str, words: str) -> None:
    assert instants.in_words(utc(2027, 1, 19, 6), centre=centre_in(zone)).centre == words


def test_a_centre_whose_clocks_change_on_another_day() -> None:
    centre = centre_in("America/Los_Angeles")

    assert instants.at_centre(utc(2026, 11, 1, 8), centre=centre).time == "01:00"
    assert instants.at_centre(utc(2026, 11, 1, 9), centre=centre).time == "01:00"
    assert instants.at_centre(utc(2026, 11, 1, 10), centre=centre).time == "02:00"


def test_an_instant_given_in_another_zone_is_the_same_instant() -> None:
    given = datetime.fromisoformat("2026-08-18T06:00:00+01:00")

    assert instants.at_centre(given, centre=centre_in("UTC")).time == "05:00"


def test_elsewhere_is_uk_time_and_utc() -> None:
    assert instants.elsewhere(utc(2026, 8, 18, 5), centre=centre_in("Asia/Karachi")) == (
        Moment(day="Tuesday 18 August 2026", time="06:00", place="UK time"),
        Moment(day="Tuesday 18 August 2026", time="05:00", place="UTC"),
    )


@pytest.mark.parametrize(("zone", "places"), [("Europe/London", ["UTC"]), ("UTC", ["UK time"])])
def test_elsewhere_leaves_out_what_the_centre_has_already(zone: str, places: list[str]) -> None:
    assert [moment.place for moment in instants.elsewhere(utc(2026, 8, 18, 5), centre=centre_in(zone))] == places


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1_047_600, "12 days 3 hours"),
        (86_400, "1 day 0 hours"),
        (86_399, "23 hours 59 minutes"),
        (3_661, "1 hour 1 minute"),
        (125, "2 minutes 5 seconds"),
        (60, "1 minute 0 seconds"),
        (1, "1 second"),
        (0.4, "0 seconds"),
        (-5, "0 seconds"),
    ],
)
def test_time_left_is_told_in_its_two_largest_units(seconds: float, words: str) -> None:
    assert instants.time_left(seconds) == words
