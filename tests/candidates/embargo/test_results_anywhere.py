"""The candidate's page on small phones and slow lines, at centres in any time zone, and for people with two series."""

import html
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client

from access.credentials.issue import issue_missing
from access.letters import contents
from candidates.embargo import gate
from candidates.models import Candidate
from candidates.results_page.presenters import results_page
from centres.models import Centre, User
from tests.support import builders
from tests.support.credentials import PASSWORD, give_access, give_credential, try_to_sign_in

RESULTS = "/results/"
LIGHT = 50_000
ENTRIES = 14


def text_of(client: Client) -> str:
    page = client.get(RESULTS).content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def belonging_to(page: str) -> set[str]:
    """The files that a browser fetches with the page: styles, scripts, icons, and what the styles name."""
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    styles = "".join(found(name).read_text("utf-8") for name in files if name.endswith(".css"))
    assert re.findall(r"url\(|@import", styles) == []
    return files


def found(name: str) -> Path:
    path = finders.find(name)
    assert isinstance(path, str)
    return Path(path)


def test_the_page_is_light_with_everything_that_belongs_to_it(signed_in: Client, candidate: Candidate) -> None:
    """Counted as it is, without compression: on the line it is less. More results than anybody takes at once."""
    for number in range(ENTRIES):
        syllabus = builders.make_syllabus(f"92{number:02}", "ALEVEL", f"Subject with a long name, number {number}")
        builders.make_result(builders.make_entry(candidate, syllabus), "B", 74, corrected_at=datetime.now(UTC))
    response = signed_in.get(RESULTS)
    page = response.content.decode()
    sizes = {name: found(name).stat().st_size for name in belonging_to(page)}
    headers = sum(len(name) + len(value) + 4 for name, value in response.items())

    assert {Path(name).suffix for name in sizes} == {".css", ".js", ".svg"}
    assert len(response.content) + headers + sum(sizes.values()) < LIGHT


def test_nothing_comes_from_elsewhere(signed_in: Client) -> None:
    page = signed_in.get(RESULTS).content.decode()

    assert re.findall(r'(?:href|src|action)="(?:https?:)?//[^"]*"', page) == []


def test_without_any_style_it_reads_from_top_to_bottom(signed_in: Client) -> None:
    page = text_of(signed_in)
    order = [
        "Your results, November 2026",
        "Candidate 0042",
        "These results are provisional.",
        "Cambridge International A Level",
        "Mathematics 9709",
        "Grade B (b)",
        "Percentage uniform mark 74",
        "Your next results open on",
        "0610 Biology",
        "Ask Ayesha Khan",
    ]

    assert [page.index(text) for text in order] == sorted(page.index(text) for text in order)


def test_what_opens_soon_comes_before_what_has_long_been_open(signed_in: Client, candidate: Candidate) -> None:
    builders.make_release(candidate.series, "IGCSE", datetime.now(UTC) + timedelta(hours=1))
    page = text_of(signed_in)

    assert page.index("Your next results open on") < page.index("Mathematics 9709")


def test_each_series_shows_through_its_own_credentials_alone(candidate: Candidate) -> None:
    """The same person in June and in November is two candidates with two letters."""
    june = builders.make_series("June 2026")
    builders.make_release(june, "IGCSE", builders.in_the_past())
    earlier = builders.make_candidate(june, candidate.centre, candidate.number, given_names=candidate.given_names)
    physics = builders.make_syllabus("0625", "IGCSE", "Physics")
    builders.make_result(builders.make_entry(earlier, physics), "C", 61)
    for series in (june, candidate.series):
        give_access(series, candidate.centre)
    give_credential(candidate, "NNNNNNNN")
    give_credential(earlier, "JJJJJJJJ", "ABCDE-FGHJK-99999")
    november, june_again = Client(), Client()
    try_to_sign_in(november, "NNNNNNNN", PASSWORD)
    try_to_sign_in(june_again, "JJJJJJJJ", "ABCDE-FGHJK-99999")

    assert ("Mathematics" in text_of(november), "Physics" in text_of(november)) == (True, False)
    assert ("Mathematics" in text_of(june_again), "Physics" in text_of(june_again)) == (False, True)
    assert try_to_sign_in(Client(), "NNNNNNNN", "ABCDE-FGHJK-99999").status_code == 200


# When it opens, where, and what the clocks show there, in the UK and in UTC: 06:00 in the UK in summer and winter, and
# the nights in which its clocks change.
OPENINGS = [
    ("2026-08-18 05:00", "Pacific/Kiritimati", "Tuesday 18 August 2026, 19:00", "Tuesday 18 August 2026, 06:00"),
    ("2027-01-19 06:00", "Pacific/Kiritimati", "Tuesday 19 January 2027, 20:00", "Tuesday 19 January 2027, 06:00"),
    ("2026-08-18 05:00", "America/Los_Angeles", "Monday 17 August 2026, 22:00", "Tuesday 18 August 2026, 06:00"),
    ("2027-01-19 06:00", "America/Los_Angeles", "Monday 18 January 2027, 22:00", "Tuesday 19 January 2027, 06:00"),
    ("2026-10-25 00:30", "Asia/Karachi", "Sunday 25 October 2026, 05:30", "Sunday 25 October 2026, 01:30"),
    ("2026-10-25 01:30", "Asia/Karachi", "Sunday 25 October 2026, 06:30", "Sunday 25 October 2026, 01:30"),
    ("2026-10-25 06:00", "Europe/Madrid", "Sunday 25 October 2026, 07:00", "Sunday 25 October 2026, 06:00"),
    ("2027-03-28 00:59", "Europe/Lisbon", "Sunday 28 March 2027, 00:59", "Sunday 28 March 2027, 00:59"),
    ("2027-03-28 01:00", "Europe/Lisbon", "Sunday 28 March 2027, 02:00", "Sunday 28 March 2027, 02:00"),
    ("2027-03-28 05:00", "Asia/Kathmandu", "Sunday 28 March 2027, 10:45", "Sunday 28 March 2027, 06:00"),
    ("2026-11-01 08:30", "America/Los_Angeles", "Sunday 1 November 2026, 01:30", "Sunday 1 November 2026, 08:30"),
    ("2026-11-01 09:30", "America/Los_Angeles", "Sunday 1 November 2026, 01:30", "Sunday 1 November 2026, 09:30"),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("opens", "zone", "at_centre", "in_uk"), OPENINGS)
def test_the_letter_has_the_opening_on_every_clock(
    candidate: Candidate, officer: User, opens: str, zone: str, at_centre: str, in_uk: str
) -> None:
    Centre.objects.update(time_zone=zone)
    builders.make_release(candidate.series, "IGCSE", utc(opens))
    give_access(candidate.series, candidate.centre)
    centre = Centre.objects.get()
    issue_missing(series=candidate.series, centre=centre, by=officer, on_progress=lambda done, total: None)
    [letter] = contents.letters(series=candidate.series, centre=centre)
    [line] = [line for line in letter.content.releases if line.qualification == "Cambridge IGCSE"]

    assert line.at_centre.startswith(f"{at_centre} (")
    assert line.released_on == f"{in_uk} (UK time)"
    assert line.utc.endswith(f", {opens[-5:]} (UTC)")


@pytest.mark.parametrize(("opens", "zone", "at_centre", "in_uk"), OPENINGS)
def test_the_page_has_the_opening_on_every_clock(
    candidate: Candidate, opens: str, zone: str, at_centre: str, in_uk: str
) -> None:
    """Rendered as the day before, whichever day it is now; a delay moves all clocks alike."""
    Centre.objects.update(time_zone=zone)
    candidate = Candidate.objects.select_related("centre", "series").get(pk=candidate.pk)
    text = words_on_the_day_before(candidate, utc(opens))
    day, _, time = at_centre.partition(", ")

    assert f"{day} {time} at your centre (" in text
    assert f"{in_uk.removeprefix(f'{day}, ')} (UK time)" in text
    assert f"{opens[-5:]} (UTC)" in text


def words_on_the_day_before(candidate: Candidate, opens_at: datetime) -> str:
    """What the page says a day before the IGCSE opens."""
    shut = gate.GatedEntry(
        qualification_code="IGCSE",
        qualification_title="Cambridge IGCSE",
        syllabus_code="0610",
        syllabus_title="Biology",
        opens_at=opens_at,
        is_open=False,
        result=None,
    )
    reading = gate.Reading(read_at=opens_at - timedelta(days=1), entries=(shut,))
    context = {"page": results_page(reading, centre=candidate.centre), "visitor": None, "candidate": candidate}
    page = render_to_string("candidates/results_page/results.html", context)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
