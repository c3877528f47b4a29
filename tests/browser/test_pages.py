"""Every page that a person meets beside the main path, looked at on a desk and on a phone, by day and by night."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from results_portal.information.footer import PAGES
from tests.browser import people
from tests.browser.visitor import Visitor
from tests.support.demonstration import Demonstration

Visit = Callable[..., Visitor]
SCREENS = [("desktop", "light"), ("desktop", "dark"), ("phone", "light"), ("phone", "dark")]
FOR_EVERYONE = ["/", "/portal/", "/portal/accounts/password/reset/", "/results/sign-in/", "/results/sign-out/"]
FOR_EVERYONE += [f"/{site}/{page}/" for site in ("portal", "results") for page in PAGES]
FOR_OFFICERS = [
    "/portal/",
    "/portal/PK123/november-2026/",
    "/portal/PK123/november-2026/status/",
    "/portal/PK123/november-2026/candidates/",
    "/portal/PK123/march-2026-demonstration/",
    "/portal/accounts/password/change/",
    "/portal/accounts/2fa/",
    "/portal/accounts/sessions/",
    "/portal/accounts/logout/",
]


@pytest.mark.parametrize(("screen", "colours"), SCREENS)
def test_pages_for_everyone(visit: Visit, screen: str, colours: str) -> None:
    visitor = visit(screen, color_scheme=colours)
    for address in FOR_EVERYONE:
        visitor.goes_to(address)


@pytest.mark.parametrize(("screen", "colours"), SCREENS)
def test_pages_for_officers(visit: Visit, service: Demonstration, screen: str, colours: str) -> None:
    visitor = visit(screen, color_scheme=colours)
    people.officer_signs_in(visitor, service, "officer@pk123.example")
    for address in FOR_OFFICERS:
        visitor.goes_to(address)


def test_an_officer_who_forgets_something_is_told_where(visit: Visit, service: Demonstration) -> None:
    visitor = visit("phone")
    people.officer_signs_in(visitor, service, "officer@pk123.example")
    visitor.goes_to("/portal/PK123/march-2026-demonstration/status/")
    visitor.page.get_by_role("radio", name="All candidates").check()
    visitor.page.get_by_role("textbox", name="Name", exact=True).fill("Ms Rahila Anwar")

    visitor.clicks("button", "Confirm")

    expect(visitor.page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Ms Rahila Anwar")
    expect(visitor.page.get_by_role("radio", name="All candidates")).to_be_checked()
    expect(visitor.page.get_by_role("alert")).to_contain_text("Telephone number")


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_a_sign_in_that_fails(visit: Visit, screen: str) -> None:
    visitor = visit(screen)
    people.candidate_signs_in(visitor, "ABCDEFGH", "ABCDE-FGHJK-23456")
    expect(visitor.page.get_by_role("alert")).to_be_visible()


def test_staff_reach_the_administration_through_the_same_door(visit: Visit, service: Demonstration) -> None:
    visitor = visit()
    visitor.page.goto("/admin/")
    visitor.looks()
    visitor.page.get_by_role("textbox", name="Email address").fill("staff@board.example")
    visitor.page.get_by_role("textbox", name="Password", exact=True).fill(service.log_ins["staff@board.example"])
    visitor.page.get_by_role("button", name="Sign in").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    visitor.page.get_by_role("link", name="All tables").click()
    visitor.looks()
    visitor.page.get_by_role("link", name="Candidates", exact=True).first.click()
    expect(visitor.page.get_by_role("link", name="0042").first).to_be_visible()
