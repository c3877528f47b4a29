"""All openings: on the page in three clocks, and as an iCalendar file that calendars can read."""

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from candidates.calendar.icalendar import LONGEST_LINE, as_icalendar
from candidates.calendar.openings import CalendarLine, calendar_lines
from candidates.models import Candidate, Release, ReleaseException
from centres.permissions.staff_roles import StaffRole
from results_portal.models import AuditEntry
from tests.support.desk import make_staff
from tests.support.signed_in import browser_of

AT = datetime(2098, 7, 19, 5, tzinfo=UTC)
LATER = AT + timedelta(hours=3)


@pytest.fixture
def support(candidate: Candidate) -> Client:
    Release.objects.filter(qualification__code="IGCSE").update(releases_at=AT)
    return browser_of(make_staff(StaffRole.SUPPORT, "support"))


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def later_in(country: str) -> ReleaseException:
    release = Release.objects.get(qualification__code="IGCSE")
    return ReleaseException.objects.create(release=release, country=country, releases_at=LATER)


def events(content: bytes) -> list[dict[str, str]]:
    """The events of an iCalendar file, read by the rules: folded lines put together, then names and values."""
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("END", "BEGIN"):
            assert name not in found[-1]
            found[-1][name] = re.sub(r"\\(.)", r"\1", value)
    return found


def test_each_opening_in_utc_and_uk_time(support: Client) -> None:
    page = text(support.get("/admin/calendar/"))

    assert "Saturday 19 July 2098, 06:00 (UK time) Saturday 19 July 2098, 05:00 (UTC) Cambridge IGCSE" in page
    assert "Cambridge International A Level, November 2026 open" in page


def test_on_the_clocks_of_a_centre_with_its_exception(support: Client) -> None:
    later_in("Pakistan")
    everybody, centres = text(support.get("/admin/calendar/")), text(support.get("/admin/calendar/?centre=pk123"))

    assert "Saturday 19 July 2098, 05:00 (UTC)" in everybody
    assert "for Pakistan alone" in everybody
    assert "Saturday 19 July 2098, 13:00 (Karachi)" in centres
    assert "05:00 (UTC)" not in centres
    assert "alone" not in centres


def test_an_exception_that_the_release_has_overtaken_is_left_out(support: Client) -> None:
    later_in("Pakistan")
    Release.objects.filter(qualification__code="IGCSE").update(releases_at=LATER)

    assert [line.whom for line in calendar_lines()] == ["", ""]


def test_a_centre_that_isnt_there_is_named(support: Client) -> None:
    assert "There is no centre ZZ999." in text(support.get("/admin/calendar/?centre=ZZ999"))


def test_the_file_has_an_event_for_each_opening_and_is_on_record(support: Client) -> None:
    later_in("Pakistan")

    response = support.get("/admin/calendar.ics")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = events(response.content)
    assert [event["DTSTART"] for event in found][1:] == ["20980719T050000Z", "20980719T080000Z"]
    assert found[2]["SUMMARY"] == "Cambridge IGCSE, November 2026: results open (Pakistan)"
    assert len({event["UID"] for event in found}) == 3
    assert all({"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= event.keys() for event in found)
    assert AuditEntry.objects.filter(action="export calendar").count() == 1


def test_a_centres_file_has_its_own_instants(support: Client) -> None:
    later_in("Pakistan")

    found = events(support.get("/admin/calendar.ics?centre=PK123").content)

    assert [event["DTSTART"] for event in found][1:] == ["20980719T080000Z"]
    assert "13:00 (Karachi)" in found[1]["DESCRIPTION"]


def test_an_event_that_moves_keeps_its_identifier(support: Client) -> None:
    before = events(support.get("/admin/calendar.ics").content)
    Release.objects.filter(qualification__code="IGCSE").update(releases_at=LATER)

    after = events(support.get("/admin/calendar.ics").content)

    assert {event["UID"] for event in before} == {event["UID"] for event in after}


def test_long_names_are_folded_at_75_bytes_and_signs_are_escaped() -> None:
    name = "Prüfung; \u0938\u0940, \\ with a long name " * 5
    line = CalendarLine(
        key="release-1",
        series="November 2026",
        series_slug="november-2026",
        qualification=name,
        whom="Côte d'Ivoire",
        at=AT,
        utc="",
        uk="",
        local="",
        is_open=False,
    )

    content = as_icalendar([line], made_at=AT, host="results.example")

    pieces = content.split(b"\r\n")
    assert max(len(piece) for piece in pieces) <= LONGEST_LINE
    assert all(piece.decode() is not None for piece in pieces)
    assert b"\n" not in content.replace(b"\r\n", b"")
    (event,) = events(content)
    assert event["SUMMARY"].startswith("Prüfung; \u0938\u0940, \\ with a long name")
    assert event["UID"] == "release-1@results.example"


def test_officers_are_led_to_the_sign_in(officer_client: Client) -> None:
    assert officer_client.get("/admin/calendar.ics").status_code == 302
