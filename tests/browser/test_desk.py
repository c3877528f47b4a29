"""The staff's desk before a real browser: what needs doing, the search, the tables."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import people
from tests.browser.guided import has_heading, looks_on_both
from tests.browser.visitor import Visitor
from tests.support.demonstration import Demonstration


def staff_come_in(visitor: Visitor, service: Demonstration) -> None:
    people.staff_sign_in(visitor, service, "staff@board.example", to="/admin/")
    has_heading(visitor, "Desk")


def finds(staff: Visitor, asked: str) -> None:
    staff.page.get_by_role("searchbox").fill(asked)
    staff.page.get_by_role("button", name="Find").click()
    has_heading(staff, "Find")


def test_staff_see_what_to_do_find_a_candidate_and_open_a_table(
    service: Demonstration, visit: Callable[..., Visitor]
) -> None:
    staff = visit()
    staff_come_in(staff, service)
    expect(staff.page.get_by_role("heading", name="What needs doing")).to_be_visible()
    expect(staff.page.get_by_role("link", name="June 2027", exact=True)).to_be_visible()
    looks_on_both(staff)

    finds(staff, "pk123 0042")
    expect(staff.page.get_by_role("link", name="PK123 0042").first).to_be_visible()
    looks_on_both(staff)
    staff.page.get_by_role("link", name="PK123 0042").first.click()
    expect(staff.page.get_by_role("table")).to_contain_text("A Level")
    looks_on_both(staff)
    staff.page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link").nth(2).click()
    looks_on_both(staff)
    staff.page.get_by_role("searchbox").fill("0042")
    staff.page.get_by_role("button", name="Find").click()
    expect(staff.page.get_by_role("link", name="0042")).to_be_visible()
    staff.page.get_by_role("link", name="PK123", exact=True).click()
    looks_on_both(staff)
    staff.page.get_by_role("link", name="officer@pk123.example").click()
    looks_on_both(staff)

    staff.goes_to("/admin/")
    finds(staff, "nobody has this name")
    expect(staff.page.get_by_text("Nothing matches")).to_be_visible()
    looks_on_both(staff)

    staff.goes_to("/admin/")
    staff.clicks("link", "Calendar")
    looks_on_both(staff)
    staff.page.get_by_label("On the clocks of a centre").fill("PK123")
    staff.page.get_by_role("button", name="Show").click()
    expect(staff.page.get_by_role("columnheader", name="At PK123 (Karachi)")).to_be_visible()
    looks_on_both(staff)
    assert staff.downloads("Download as a calendar file").startswith(b"BEGIN:VCALENDAR")
    staff.goes_to("/admin/")
    staff.clicks("link", "All tables")
    has_heading(staff, "All tables")
    looks_on_both(staff)
    staff.page.get_by_role("link", name="Candidates", exact=True).click()
    has_heading(staff, "Select candidate to change")
