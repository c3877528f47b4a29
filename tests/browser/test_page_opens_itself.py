"""The results page opens by itself at the instant, without being reloaded and without asking all the time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from candidates.models import Candidate
from tests.support import builders
from tests.support.credentials import give_access, give_credential, try_to_sign_in

SITE = "http://localhost"
WAIT = timedelta(seconds=6)


class Site:
    """Answers a real browser with the page as it is before the instant, and from then on with the one after."""

    def __init__(self, *, opens_at: datetime, before: Any, after: Any) -> None:
        self.opens_at, self.before, self.after = opens_at, before, after
        self.asked: list[str] = []

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=str(finders.find(path.removeprefix("/static/"))))
            return
        self.asked.append(path)
        response = self.after if datetime.now(UTC) > self.opens_at else self.before
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.content)


@pytest.fixture
def site(client: Client, candidate: Candidate) -> Site:
    """As a candidate sees it whose IGCSE opens in some seconds."""
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    try_to_sign_in(client)
    builders.make_release(candidate.series, "IGCSE", builders.in_the_past())
    after = client.get("/results/")
    opens_at = datetime.now(UTC) + WAIT
    builders.make_release(candidate.series, "IGCSE", opens_at)
    return Site(opens_at=opens_at, before=client.get("/results/"), after=after)


def opened(browser: Browser, site: Site, **options: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=SITE, **options)
    context.route("**/*", site.answer)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    yield from opened(browser, site)


@pytest.fixture
def plain_page(browser: Browser, site: Site) -> Iterator[Page]:
    """Without scripts."""
    yield from opened(browser, site, java_script_enabled=False)


def test_the_page_opens_itself(page: Page, site: Site) -> None:
    page.goto("/results/")

    expect(page.get_by_role("timer")).to_contain_text("second")
    expect(page.get_by_text("appear by themselves")).to_be_visible()
    expect(page.locator(".card-grade")).to_have_text(["Grade B(b)"])

    expect(page.locator(".card-grade")).to_have_text(["Grade B(b)", "Grade A*(a*)"], timeout=20_000)
    expect(page.get_by_role("status")).to_have_text("Your results are here.")
    # Once to begin with and once after the instant.
    assert site.asked == ["/results/"] * 2


def test_without_scripts_it_says_when_and_offers_a_link(plain_page: Page) -> None:
    plain_page.goto("/results/")

    expect(plain_page.get_by_role("link", name="look again")).to_be_visible()
    expect(plain_page.locator(".next-time")).to_be_visible()
    expect(plain_page.get_by_text("appear by themselves")).to_be_hidden()
