"""A real browser before the real service: `manage.py demo` with little data, and Debian's Chromium."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests import prerequisites
from tests.browser.people import OPENING
from tests.browser.visitor import Visitor
from tests.support import demonstration
from tests.support.demonstration import Demonstration

QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
QUIET += ["--disable-quic", "--disable-component-update"]
SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 375, "height": 720}, "is_mobile": True, "has_touch": True},
}
# Each test that changes something has a centre in a series to itself, so that their order doesn't matter.
NUMBERS = {"PK123": ["0001", "0007", "0013", "0016", "0039", "0042"], "PK207": ["0001", "0008", "0013", "0031"]}
NAMES = ["June 2026", "November 2026", OPENING]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, so that it can be left out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Playwright's loop counts as running for the rest of the session; Django would refuse queries in other tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=prerequisites.path_of("browser"), args=QUIET)
    yield browser
    browser.close()


@contextmanager
def own_database(name: str) -> Iterator[dict[str, str]]:
    """Where the suite runs on PostgreSQL, a database beside its own for the demonstration; else its SQLite file."""
    if "DATABASE_URL" not in os.environ:
        yield {}
        return
    server = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(server.geturl(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield {"DATABASE_URL": urlunsplit(server._replace(path=f"/{name}"))}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The running service: two series in which A Levels alone are released, and one in which nothing is yet."""
    now = datetime.now(UTC)
    shut = {code: now + timedelta(days=60) for code in ("IGCSE", "OLEVEL", "AS", "ALEVEL", "PREU")}
    released = shut | {"ALEVEL": now - timedelta(days=1)}
    folders = [
        demonstration.write_series(
            tmp_path_factory.mktemp("series"),
            name=name,
            numbers=NUMBERS,
            releases=shut if name == OPENING else released,
        )
        for name in NAMES
    ]
    state = tmp_path_factory.mktemp("service")
    with (
        own_database(f"browser_{os.getpid()}") as database,
        demonstration.running(state, "--data", *map(str, folders), **database) as started,
    ):
        yield started


@pytest.fixture
def visit(browser: Browser, service: Demonstration) -> Iterator[Callable[..., Visitor]]:
    """Opens browsers: `visit("phone")`, `visit("desktop", java_script_enabled=False)`. Afterwards nothing was odd."""
    visitors: list[Visitor] = []

    def opened(screen: str = "desktop", **options: Any) -> Visitor:
        context = browser.new_context(base_url=service.url, accept_downloads=True, **SCREENS[screen], **options)
        context.set_default_timeout(15_000)
        visitors.append(Visitor(context.new_page(), scripts=options.get("java_script_enabled", True)))
        return visitors[-1]

    yield opened
    for visitor in visitors:
        visitor.page.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
