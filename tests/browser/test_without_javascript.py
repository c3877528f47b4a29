"""The same journey where scripts don't run."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import people
from tests.browser.visitor import Visitor
from tests.support.demonstration import Demonstration


def test_the_journey_works_without_javascript(visit: Callable[..., Visitor], service: Demonstration) -> None:
    officer = visit(java_script_enabled=False)
    people.officer_signs_in(officer, service, "officer@pk123.example")
    people.officer_opens(officer, centre="PK123", series="june-2026")

    people.officer_sets_status(officer, "Selected candidates", numbers=["0007", "0042"])
    pages, files = people.officer_downloads(officer)
    assert list(files) == ["PK123_0007.pdf", "PK123_0042.pdf"]

    candidate = visit(java_script_enabled=False)
    people.candidate_signs_in(candidate, pages[1].username, pages[1].password)
    expect(candidate.page.locator(".released .card-code")).to_have_text("9701")
    expect(candidate.page.locator(".next")).to_contain_text("8695")

    candidate.clicks("button", "Sign out")
    candidate.goes_to("/results/")
    expect(candidate.page.get_by_role("button", name="Sign in")).to_be_visible()
