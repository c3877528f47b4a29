"""A released grade is corrected by two of staff before a real browser; candidate, officer and old statement say so."""

import csv
import io
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.guided import has_heading, looks_on_both
from tests.browser.visitor import Visitor
from tests.support import demonstration
from tests.support.demonstration import Demonstration
from tests.support.statement_cast import code_on

SERIES, SLUG = "March 2029", "march-2029"
NUMBER, SYLLABUS = "0042", "9701"
LOADED_WITHIN = 60_000
TOLD_WITHIN = 60.0
Visit = Callable[..., Visitor]


@pytest.fixture
def folder(service: Demonstration, tmp_path: Path) -> Path:
    """The files of a series that was loaded, and whose A Levels were released yesterday."""
    now = datetime.now(UTC)
    releases = dict.fromkeys(("IGCSE", "OLEVEL", "AS", "PREU"), now + timedelta(days=60))
    releases["ALEVEL"] = now - timedelta(days=1)
    numbers = {"PK123": ["0007", NUMBER]}
    written = demonstration.write_series(tmp_path / "series", name=SERIES, numbers=numbers, releases=releases)
    demonstration.manage(service, "load_series", str(written), "--new-series", "--open-releases")
    return written


def with_a_lower_grade(folder: Path) -> bytes:
    """The results, in which the candidate's A* is an A."""
    with (folder / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    [row] = [each for each in rows if (each["candidate_number"], each["syllabus_code"]) == (NUMBER, SYLLABUS)]
    row.update(grade="A", percentage_uniform_mark="85")
    written = io.StringIO()
    writer = csv.DictWriter(written, row.keys())
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def letter_of(officer: Visitor, service: Demonstration) -> people.Printed:
    """Give everybody access; the candidate's letter."""
    people.officer_signs_in(officer, service, "officer@pk123.example")
    people.officer_opens(officer, centre="PK123", series=SLUG)
    people.officer_sets_status(officer, "All candidates")
    expect(officer.page.get_by_role("link", name="Changes after the release")).to_have_count(0)
    pages, _ = people.officer_downloads(officer)
    return next(page for page in pages if NUMBER in page.text)


def family_name(folder: Path) -> str:
    with (folder / "candidates.csv").open(encoding="utf-8", newline="") as file:
        return next(row["family_name"] for row in csv.DictReader(file) if row["candidate_number"] == NUMBER)


def check(visitor: Visitor, *, code: str, name: str, says: str) -> None:
    """What somebody reads to whom the statement was handed."""
    visitor.goes_to("/results/check/")
    visitor.page.locator("[name=code]").fill(code)
    visitor.page.locator("[name=family_name]").fill(name)
    visitor.page.get_by_role("button", name="Check").click()
    expect(visitor.page.get_by_role("heading", level=2, name=says)).to_be_visible()
    looks_on_both(visitor)


def correct_by_two(first: Visitor, second: Visitor, service: Demonstration, results: bytes) -> None:
    """One sends the file and says why, the other confirms."""
    people.staff_sign_in(first, service, "staff@board.example", to="/admin/loads/new/")
    has_heading(first, "Load files")
    file = {"name": "results.csv", "mimeType": "text/csv", "buffer": results}
    first.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    first.page.get_by_role("button", name="Preview", exact=True).click()
    ask = first.page.get_by_role("button", name="Ask for a second person")
    expect(ask).to_be_visible(timeout=LOADED_WITHIN)
    first.page.get_by_label("Reason").fill("Enquiry 4711")
    first.page.get_by_label("What candidates read after the date").select_option("After a review of marking")
    looks_on_both(first)
    ask.click()
    expect(first.page.get_by_text("You asked for this.")).to_be_visible()
    looks_on_both(first)

    people.staff_sign_in(second, service, "second@board.example", to=first.page.url)
    expect(second.page.get_by_text("after a review of marking")).to_be_visible()
    looks_on_both(second)
    second.page.get_by_role("button", name="Confirm as second person").click()
    expect(second.page.get_by_role("status").filter(has_text="Loaded")).to_be_visible(timeout=LOADED_WITHIN)


def test_a_correction_after_the_release_is_told_to_everybody_it_concerns(
    service: Demonstration, visit: Visit, folder: Path
) -> None:
    officer, candidate, university = visit(), visit("phone"), visit()
    letter, name = letter_of(officer, service), family_name(folder)
    people.candidate_signs_in(candidate, letter.username, letter.password)
    card = candidate.page.locator(".released .card", has_text=SYLLABUS)
    expect(card.locator(".card-grade")).to_contain_text("A*")
    code = code_on(candidate.downloads("Download your statement"))
    check(university, code=code, name=name, says="Genuine and current")

    correct_by_two(visit(), visit("phone"), service, with_a_lower_grade(folder))

    candidate.goes_to("/results/")
    expect(card.locator(".card-corrected")).to_contain_text("Was A*")
    expect(card.locator(".card-corrected")).to_contain_text("after a review of marking")
    looks_on_both(candidate)
    check(university, code=code, name=name, says="Genuine but superseded")

    # A worker decides within seconds which centres are told.
    link = officer.page.get_by_role("link", name="Changes after the release")
    end = time.monotonic() + TOLD_WITHIN
    officer.goes_to(f"/portal/PK123/{SLUG}/")
    while not link.count() and time.monotonic() < end:
        officer.page.reload()
    link.click()
    has_heading(officer, "Changes after the release")
    row = officer.page.get_by_role("row").filter(has_text=NUMBER)
    expect(row).to_contain_text("after a review of marking")
    expect(officer.page.locator("main")).not_to_contain_text("A*")
    looks_on_both(officer)
