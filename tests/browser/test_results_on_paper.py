"""The results page without its style, and printed."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.browser.test_page_opens_itself import Site, opened, site

__all__ = ["site"]


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    yield from opened(browser, site)


def test_a_print_has_the_results_and_nothing_to_press(page: Page) -> None:
    page.goto("/results/")
    printed = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages)

    for text in ("Your results, November 2026", "Mathematics", "B(b)", "These results are provisional", "Ayesha Khan"):
        assert text in printed
    assert "Sign out" not in printed


def test_without_its_style_everything_is_there_in_order(page: Page) -> None:
    page.route("**/*.css", lambda route: route.abort())
    page.goto("/results/")
    text = page.inner_text("body")

    places = [
        text.index(part) for part in ("Your results", "Candidate 0042", "0610 Biology", "Mathematics", "Grade B(b)")
    ]
    assert places == sorted(places)
