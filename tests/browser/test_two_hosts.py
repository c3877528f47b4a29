"""Two sites under host names of their own, and what a browser keeps of them after signing out."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings

from candidates.models import Candidate
from centres.models import User
from tests.support import builders
from tests.support.credentials import PASSWORD, USERNAME, give_access, give_credential
from tests.support.live import live

__all__ = ["live"]


@dataclass(frozen=True, slots=True)
class TwoHosts:
    """The addresses of the two sites, and one browser that goes to both."""

    portal: str
    results: str
    browser: BrowserContext

    def officer(self, officer: User) -> Page:
        page = self._page()
        page.goto(f"{self.portal}/")
        page.get_by_role("textbox", name="Email address", exact=True).fill(officer.email)
        page.get_by_role("textbox", name="Password", exact=True).fill(builders.PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Administer Exams")
        return page

    def candidate(self) -> Page:
        page = self._page()
        page.goto(f"{self.results}/")
        page.get_by_role("textbox", name="Username", exact=True).fill(USERNAME)
        page.get_by_role("textbox", name="Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_text("Candidate 0042 Rahman")).to_be_visible()
        return page

    def _page(self) -> Page:
        page = self.browser.new_page()
        page.set_default_timeout(15_000)
        return page


@pytest.fixture
def hosts(live: str, browser: Browser, settings: Settings, candidate: Candidate) -> Iterator[TwoHosts]:
    """Names below localhost lead to this machine, and browsers trust them as they trust https."""
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    port = urlsplit(live).port
    settings.PORTAL_URL, settings.RESULTS_URL = f"http://portal.localhost:{port}", f"http://results.localhost:{port}"
    settings.ALLOWED_HOSTS = ["portal.localhost", "results.localhost"]
    with browser.new_context() as context:
        yield TwoHosts(settings.PORTAL_URL, settings.RESULTS_URL, context)


def status(page: Page, address: str) -> int:
    response = page.goto(address)
    assert response is not None
    return response.status


def test_both_sign_in_in_one_browser_and_leave_each_other_alone(hosts: TwoHosts, officer: User) -> None:
    office, phone = hosts.officer(officer), hosts.candidate()

    cookies = {(cookie["domain"], cookie["name"]) for cookie in hosts.browser.cookies()}
    phone.get_by_role("button", name="Sign out").click()

    assert {("portal.localhost", "officer"), ("results.localhost", "candidate")} <= cookies
    assert ("portal.localhost", "candidate") not in cookies
    assert ("results.localhost", "officer") not in cookies
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are signed out")
    office.reload()
    expect(office.get_by_role("heading", level=1)).to_have_text("Administer Exams")


def test_neither_site_has_the_others_pages(hosts: TwoHosts, officer: User) -> None:
    office, phone = hosts.officer(officer), hosts.candidate()

    assert status(office, f"{hosts.portal}/results/") == 404
    assert status(phone, f"{hosts.results}/portal/") == 404
    assert status(phone, f"{hosts.results}/admin/") == 404


def test_going_back_after_signing_out_shows_no_results(hosts: TwoHosts) -> None:
    phone = hosts.candidate()
    phone.evaluate("localStorage.setItem('left', 'behind')")
    with phone.expect_response(lambda response: response.request.method == "POST") as answer:
        phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are signed out")

    assert answer.value.header_value("clear-site-data") == '"cache", "storage"'
    assert phone.evaluate("localStorage.getItem('left')") is None
    for _ in range(3):
        phone.go_back()
        expect(phone.get_by_text("Candidate 0042 Rahman")).to_have_count(0)
    phone.goto(f"{hosts.results}/")
    expect(phone.get_by_role("textbox", name="Username", exact=True)).to_be_visible()


def test_going_back_after_an_officer_signed_out_shows_nothing(hosts: TwoHosts, officer: User) -> None:
    office = hosts.officer(officer)
    office.get_by_role("button", name="Sign out").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Sign in to Administer Exams")
    expect(office.get_by_text("You have signed out")).to_be_visible()

    office.go_back()

    expect(office.get_by_role("heading", level=1)).to_have_text("Sign in to Administer Exams")
    office.goto(f"{hosts.portal}/portal/accounts/login/")
    office.get_by_role("textbox", name="Email address", exact=True).fill(officer.email)
    office.get_by_role("textbox", name="Password", exact=True).fill(builders.PASSWORD)
    office.get_by_role("button", name="Sign in", exact=True).click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Administer Exams")
