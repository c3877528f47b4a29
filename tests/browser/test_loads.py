"""Loading before a real browser: files are sent, previewed, confirmed, and the results are there."""

import csv
import io
import os
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import people
from tests.browser.guided import has_heading, looks_on_both
from tests.browser.visitor import Visitor
from tests.support import demonstration
from tests.support.demonstration import Demonstration

SERIES = "March 2028"
LOADED_WITHIN = 60_000


def folder_of(path: Path) -> Path:
    opens = datetime.now(UTC) + timedelta(days=90)
    numbers = {"PK123": ["0001", "0007", "0013"]}
    releases = dict.fromkeys(("IGCSE", "OLEVEL", "AS", "ALEVEL", "PREU"), opens)
    return demonstration.write_series(path, name=SERIES, numbers=numbers, releases=releases)


def packed(folder: Path) -> bytes:
    """The folder as a zip file that is larger than any form."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.glob("*.csv")):
            archive.writestr(file.name, file.read_bytes())
        archive.writestr("logo.png", os.urandom(4_000_000))
    return content.getvalue()


def with_another_grade(folder: Path) -> tuple[str, bytes]:
    """A candidate's number, and the results in which one grade of theirs is another one."""
    with (folder / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    row = next(each for each in rows if each["grade"] == "C" and each["percentage_uniform_mark"])
    row.update(grade="A", percentage_uniform_mark="85")
    written = io.StringIO()
    writer = csv.DictWriter(written, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return row["candidate_number"], written.getvalue().encode()


def comes_in(visitor: Visitor, service: Demonstration) -> None:
    people.staff_sign_in(visitor, service, "staff@board.example", to="/admin/loads/")
    has_heading(visitor, "Loads")
    looks_on_both(visitor)


def sends(visitor: Visitor, name: str, content: bytes) -> None:
    visitor.page.get_by_role("link", name="Load files").click()
    has_heading(visitor, "Load files")
    looks_on_both(visitor)
    field = visitor.page.locator("input[type=file]")
    field.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    visitor.page.get_by_role("button", name="Preview", exact=True).click()
    has_heading(visitor, f"Load: {name}")


def reaches(visitor: Visitor, state: str) -> None:
    expect(visitor.page.get_by_role("status").filter(has_text=state)).to_be_visible(timeout=LOADED_WITHIN)
    looks_on_both(visitor)


def confirms(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Confirm", exact=True).click()
    reaches(visitor, "Loaded")
    expect(visitor.page.get_by_text("Loaded.", exact=True)).to_be_visible()


def test_staff_load_a_series_and_then_correct_it(
    service: Demonstration, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    folder = folder_of(tmp_path / "series")
    staff = visit()
    comes_in(staff, service)
    sends(staff, "march.zip", packed(folder))
    reaches(staff, "Waiting for confirmation")
    expect(staff.page.get_by_role("heading", name="This load asks for something first")).to_be_visible()
    staff.page.get_by_label("Add series").check()
    staff.page.get_by_role("button", name="Preview again").click()
    expect(staff.page.get_by_text(f"New series: {SERIES}")).to_be_visible(timeout=LOADED_WITHIN)
    expect(staff.page.get_by_role("button", name="Confirm", exact=True)).to_be_visible(timeout=LOADED_WITHIN)
    looks_on_both(staff)
    staff.page.get_by_role("link", name="All ").first.click()
    looks_on_both(staff)
    staff.page.go_back()
    confirms(staff)
    staff.page.goto("/admin/candidates/result/?q=0013")
    expect(staff.page.get_by_role("cell", name=SERIES).first).to_be_visible()

    phone = visit("phone")
    comes_in(phone, service)
    number, results = with_another_grade(folder)
    sends(phone, "results.csv", results)
    reaches(phone, "Waiting for confirmation")
    changed = phone.page.get_by_role("region", name="Table: Changed")
    expect(changed).to_contain_text(f"{SERIES} PK123 {number}")
    expect(changed).to_contain_text("grade: A")
    confirms(phone)


def test_files_with_mistakes_are_refused_without_scripts(service: Demonstration, visit: Callable[..., Visitor]) -> None:
    staff = visit("desktop", java_script_enabled=False)
    comes_in(staff, service)
    sends(staff, "results.csv", b"series,centre_number\nJune 2026,PK1\n")

    expect(staff.page.get_by_text("Nothing was loaded.")).to_be_visible(timeout=LOADED_WITHIN)
    expect(staff.page.get_by_role("region", name="Table: Refused")).to_contain_text("results.csv")
