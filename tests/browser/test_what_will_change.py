"""What will change, and taking it back: an officer with a keyboard and scripts, and one whose browser has none."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.visitor import Visitor
from tests.support.demonstration import Demonstration

Visit = Callable[..., Visitor]


@pytest.mark.parametrize(
    ("screen", "scripts", "centre", "email"),
    [("desktop", True, "PK123", "officer@pk123.example"), ("phone", False, "PK207", "officer@merid.example")],
)
def test_no_candidates_is_shown_confirmed_and_undone(
    visit: Visit, service: Demonstration, *, screen: str, scripts: bool, centre: str, email: str
) -> None:
    officer = visit(screen, java_script_enabled=scripts)
    page = officer.page
    heading = page.get_by_role("heading", level=1)
    people.officer_signs_in(officer, service, email)
    people.officer_opens(officer, centre=centre, series="june-2027")
    people.officer_sets_status(officer, "All candidates")
    status = page.locator("#who ~ .status")

    officer.clicks("link", "Edit status")
    page.get_by_role("radio", name="No candidates").check()
    page.get_by_role("textbox", name="Name", exact=True).fill("Mr Bilal Ahmed")
    officer.clicks("button", "Confirm")
    expect(heading).to_have_text("What will change")
    expect(page.get_by_text("candidates will lose access")).to_be_visible()

    officer.clicks("button", "Go back")
    expect(heading).to_have_text("Edit status")
    expect(page.get_by_role("radio", name="No candidates")).to_be_checked()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Mr Bilal Ahmed")

    officer.clicks("button", "Confirm")
    officer.clicks("button", "Confirm")
    expect(status).to_have_text("No candidates")

    officer.clicks("button", "Undo")
    expect(status).to_have_text("All candidates")
    expect(page.get_by_text("Undone: All candidates, as before.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


def test_a_delay_is_shown_with_its_times(visit: Visit, service: Demonstration) -> None:
    officer = visit()
    page = officer.page
    people.officer_signs_in(officer, service, "officer@merid.example")
    people.officer_opens(officer, centre="PK207", series="june-2027")
    officer.clicks("link", "Delay results")
    page.get_by_role("radio", name="Some hours later").check()
    page.get_by_role("textbox", name="Hours after the release").fill("2:30")

    officer.clicks("button", "Confirm")
    expect(page.get_by_role("heading", level=1)).to_have_text("What will change")
    expect(page.get_by_text("Then: 2 hours 30 minutes after the release.")).to_be_visible()
    officer.clicks("button", "Confirm")
    expect(page.get_by_text("2 hours 30 minutes later")).to_be_visible()

    officer.clicks("button", "Undo")
    expect(page.get_by_text("2 hours 30 minutes later")).to_have_count(0)
