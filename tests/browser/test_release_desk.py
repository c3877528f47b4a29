"""The release desk before a real browser: two members of staff, on a desk and on a phone."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import people
from tests.browser.guided import has_heading, looks_on_both
from tests.browser.visitor import Visitor
from tests.support.demonstration import Demonstration

DESK = "/admin/releases/june-2027/"


def staff_come_in(visitor: Visitor, service: Demonstration, email: str) -> None:
    people.staff_sign_in(visitor, service, email, to=DESK)
    has_heading(visitor, "Release desk: June 2027")
    looks_on_both(visitor)


def asks_for_sooner(staff: Visitor) -> None:
    """Pre-U a year before the others: previewed, then asked for."""
    staff.page.get_by_role("link", name="Change Cambridge Pre-U").click()
    looks_on_both(staff)
    staff.page.get_by_role("button", name="Preview").click()
    expect(staff.page.get_by_role("alert")).to_contain_text("There is a problem")
    looks_on_both(staff)
    staff.page.get_by_label("Day").fill("2026-01-19")
    staff.page.get_by_label("Reason").fill("The calendar was wrong")
    staff.page.get_by_role("button", name="Preview").click()
    expect(staff.page.get_by_role("table", name="What will change")).to_contain_text("19 January 2026")
    looks_on_both(staff)
    staff.page.get_by_role("button", name="Ask for a second person").click()
    expect(staff.page.get_by_text("You asked for this.")).to_be_visible()
    looks_on_both(staff)


def later_for_a_country(staff: Visitor) -> None:
    """Pre-U decades later for Pakistan: previewed, and left at that."""
    staff.goes_to(DESK)
    staff.page.get_by_role("link", name="later for some, Cambridge Pre-U").click()
    has_heading(staff, "Later for some: Cambridge Pre-U, June 2027")
    looks_on_both(staff)
    staff.page.get_by_label("Country:").select_option("Pakistan")
    staff.page.get_by_label("Day").fill("2098-01-19")
    staff.page.get_by_label("Time").fill("06:00")
    staff.page.get_by_label("Reason").fill("Their ministry asked for it")
    staff.page.get_by_role("button", name="Preview").click()
    expect(staff.page.get_by_role("table", name="for Pakistan alone")).to_contain_text("19 January 2098")
    looks_on_both(staff)


def test_two_of_staff_refuse_stop_and_start_again(service: Demonstration, visit: Callable[..., Visitor]) -> None:
    first, second = visit(), visit("phone")
    staff_come_in(first, service, "staff@board.example")
    first.page.get_by_role("link", name="Readiness of Cambridge Pre-U").click()
    has_heading(first, "Readiness: Cambridge Pre-U, June 2027")
    looks_on_both(first)
    later_for_a_country(first)
    first.goes_to(DESK)
    staff_come_in(second, service, "second@board.example")

    asks_for_sooner(first)
    expect(first.page.get_by_role("button", name="Confirm as second person")).to_have_count(0)
    second.goes_to(DESK)
    second.page.get_by_role("link", name="Open results, or bring a release forward: PREU").click()
    expect(second.page.get_by_role("button", name="Confirm as second person")).to_be_visible()
    looks_on_both(second)
    second.page.get_by_role("button", name="Refuse").click()
    expect(second.page.get_by_text("Ended. Nothing was changed.")).to_be_visible()

    second.page.get_by_label("Centre").fill("PK207")
    second.page.get_by_label("Reason").fill("A complaint is looked into")
    second.page.get_by_role("button", name="Stop", exact=True).click()
    expect(second.page.get_by_text("Stopped: PK207, June 2027.").first).to_be_visible()
    looks_on_both(second)
    second.page.get_by_role("link", name="Show these results again").click()
    second.page.get_by_label("Reason").fill("All is well")
    looks_on_both(second)
    second.page.get_by_role("button", name="Ask for a second person").click()
    first.goes_to(DESK)
    first.page.get_by_role("link", name="End a hold or a stop").click()
    first.page.get_by_role("button", name="Confirm as second person").click()
    expect(first.page.get_by_text("Confirmed and done.")).to_be_visible()
    expect(first.page.get_by_text("Stopped: PK207")).to_have_count(0)
    first.goes_to("/admin/holds/")
    looks_on_both(first)
