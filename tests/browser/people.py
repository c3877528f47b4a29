"""What an exams officer and a candidate do in the browser, step by step, with everything looked at on the way."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.visitor import Visitor
from tests.support.demonstration import Demonstration

# The series in which nothing is released until a test has it opened.
OPENING = "June 2027"
CONTACT = {"Name": "Ms Rahila Anwar", "Telephone number": "+92 42 1112 223", "Email address": "exams@school.example"}
MADE_WITHIN = 30_000


@dataclass(frozen=True, slots=True)
class Printed:
    """What one letter says: whose it is and how to sign in."""

    username: str
    password: str
    text: str


def read_letter(text: str) -> Printed:
    """A letter's page as its extracted text, with the two lines that a candidate needs."""
    username = re.search(r"^Username\s+(\S+)$", text, re.MULTILINE)
    password = re.search(r"^Password\s+(\S+)$", text, re.MULTILINE)
    assert username, text
    assert password, text
    return Printed(username[1], password[1], text)


def read_pdf(content: bytes) -> list[Printed]:
    """Every page of the combined PDF."""
    return [read_letter(page.extract_text()) for page in PdfReader(BytesIO(content)).pages]


def read_zip(content: bytes) -> dict[str, list[Printed]]:
    """Every PDF of the zip by its name."""
    with ZipFile(BytesIO(content)) as archive:
        return {name: read_pdf(archive.read(name)) for name in archive.namelist()}


def officer_signs_in(officer: Visitor, service: Demonstration, email: str) -> None:
    """From the address that one is given to *Administer Exams*."""
    officer.goes_to("/portal/")
    officer.page.get_by_role("textbox", name="Email address", exact=True).fill(email)
    officer.page.get_by_role("textbox", name="Password", exact=True).fill(service.log_ins[email])
    officer.clicks("button", "Sign in")
    expect(officer.page.get_by_role("heading", level=1)).to_have_text("Administer Exams")


def staff_sign_in(staff: Visitor, service: Demonstration, email: str, *, to: str) -> None:
    """One of the board's staff asks for the address `to` and signs in on the way."""
    staff.page.goto(to)
    staff.page.get_by_role("textbox", name="Email address").fill(email)
    staff.page.get_by_role("textbox", name="Password", exact=True).fill(service.log_ins[email])
    staff.page.get_by_role("button", name="Sign in", exact=True).click()


def officer_opens(officer: Visitor, *, centre: str, series: str) -> None:
    """*Candidate Results Website* of one centre and series, by its link in *Administer Exams*."""
    officer.goes_to("/portal/")
    address = f"/portal/{centre}/{series}/"
    link = officer.page.get_by_role("link", name="Candidate Results Website").and_(
        officer.page.locator(f"[href='{address}']")
    )
    link.click()
    officer.looks()
    expect(officer.page.get_by_role("heading", level=1)).to_have_text("Candidate Results Website")


def officer_sets_status(officer: Visitor, status: str, *, numbers: Collection[str] = ()) -> None:
    """*Edit status*, from the page of a centre and series until it is shown again with the new status."""
    officer.clicks("link", "Edit status")
    page = officer.page
    page.get_by_role("radio", name=status).check()
    if status == "Selected candidates":
        # Whoever has access already is ticked.
        for box in page.locator("input[name=candidates]").all():
            box.set_checked(box.get_attribute("value") in numbers)
    if status != "No candidates":
        page.get_by_role("checkbox", name="We will deal with queries").check()
        for label, value in CONTACT.items():
            page.get_by_role("textbox", name=label, exact=True).fill(value)
    officer.looks()
    officer.clicks("button", "Confirm")
    if page.get_by_role("heading", level=1).inner_text() == "What will change":
        officer.clicks("button", "Confirm")
    expect(page.get_by_role("heading", level=1)).to_have_text("Candidate Results Website")
    expect(page.locator("#who ~ .status")).to_have_text(status)


def officer_downloads(officer: Visitor) -> tuple[list[Printed], dict[str, list[Printed]]]:
    """Waits until the letters are made and takes both files: the pages of the PDF, and the zip's PDFs by name."""
    expect(officer.page.get_by_role("link", name="Download letters")).to_be_visible(timeout=MADE_WITHIN)
    officer.looks()
    return read_pdf(officer.downloads("Download letters")), read_zip(officer.downloads("Download zip"))


def candidate_signs_in(candidate: Visitor, username: str, password: str) -> None:
    """With what is typed from a letter."""
    candidate.goes_to("/results/sign-in/")
    candidate.page.get_by_role("textbox", name="Username", exact=True).fill(username)
    candidate.page.get_by_role("textbox", name="Password", exact=True).fill(password)
    candidate.clicks("button", "Sign in")
