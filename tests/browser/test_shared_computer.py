"""A computer that several candidates use: closing the browser, or one press of a button, ends the session."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from candidates.models import Candidate
from tests import prerequisites
from tests.browser.conftest import QUIET
from tests.support.credentials import PASSWORD, USERNAME, give_access, give_credential
from tests.support.live import live

__all__ = ["live"]


class Computer:
    """A browser whose profile outlives it, as the one of a computer in a school's library."""

    def __init__(self, playwright: Playwright, profile: Path, site: str) -> None:
        self.playwright, self.profile, self.site = playwright, profile, site

    @contextmanager
    def browser(self, **options: Any) -> Iterator[Page]:
        """From being opened until all its windows are closed."""
        context = self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=prerequisites.path_of("browser"),
            args=QUIET,
            base_url=self.site,
            **options,
        )
        yield context.pages[0]
        context.close()


@pytest.fixture
def computer(playwright: Playwright, tmp_path: Path, live: str, candidate: Candidate) -> Computer:
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    return Computer(playwright, tmp_path / "profile", live)


def sign_in(page: Page) -> None:
    page.goto("/results/sign-in/")
    page.get_by_label("Username").fill(USERNAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".card-grade")).to_have_count(1)


def shows_the_sign_in_page(page: Page) -> None:
    page.goto("/results/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to see your results")


def test_closing_the_browser_ends_the_session(computer: Computer) -> None:
    with computer.browser() as page:
        sign_in(page)
    with computer.browser() as page:
        page.goto("/results/sign-in/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to see your results")
        shows_the_sign_in_page(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_one_press_signs_out(computer: Computer, scripts: bool) -> None:
    with computer.browser(java_script_enabled=scripts) as page:
        sign_in(page)
        page.get_by_role("banner").get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
        shows_the_sign_in_page(page)


def test_the_next_one_at_the_sign_in_page_is_asked_first(computer: Computer, candidate: Candidate) -> None:
    with computer.browser() as page:
        sign_in(page)
        page.goto("/results/sign-in/")
        expect(page.get_by_role("main")).to_contain_text(f"Signed in as {candidate.full_name}")
        expect(page.locator(".card-grade")).to_have_count(0)

        page.get_by_role("button", name="Not you? Sign out").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to see your results")
        shows_the_sign_in_page(page)
