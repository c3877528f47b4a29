"""The page on which a statement is checked, before a real browser: each answer, on a desk and on a phone."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Route, expect

from candidates.models import Candidate, Result
from tests.browser.conftest import SCREENS
from tests.browser.visitor import Visitor
from tests.support import builders
from tests.support.credentials import give_access, give_credential, try_to_sign_in
from tests.support.statement_cast import CHECK, checked, code_on, taken

SITE = "http://localhost"
Opened = Callable[..., Visitor]


@pytest.fixture
def code(client: Client, candidate: Candidate) -> str:
    """The code of the statement of a candidate with an outcome and a grade, and with another result to come."""
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    try_to_sign_in(client)
    english = builders.make_syllabus("8695", "ALEVEL", "English Language and Literature")
    builders.make_result(builders.make_entry(candidate, english), outcome="NO RESULT")
    return code_on(taken(client))


@pytest.fixture
def answers(code: str, candidate: Candidate) -> dict[str, Any]:
    """What the page says to each family name that is typed."""
    found = {"Rahman": checked(code), "Rehman": checked(code, "Rehman"), "": checked(code, "")}
    Result.objects.filter(entry__candidate=candidate, grade="B").update(grade="C")
    found["RAHMAN"] = checked(code, "RAHMAN")
    for _ in range(10):
        found["Guess"] = checked(code, "Guess")
    return found


@pytest.fixture
def opened(browser: Browser, code: str, answers: dict[str, Any]) -> Iterator[Opened]:
    """Opens the page as the QR code does, with `screen` and further options of the browser."""
    form = Client().get(CHECK, {"code": code})
    contexts = []

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=str(finders.find(path.removeprefix("/static/"))))
            return
        typed = (route.request.post_data or "").rpartition("family_name=")[2]
        response = answers[typed] if route.request.method == "POST" else form
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.content)

    def visited(screen: str, **options: Any) -> Visitor:
        context = browser.new_context(base_url=SITE, **SCREENS[screen], **options)
        contexts.append(context)
        context.route("**/*", answer)
        visitor = Visitor(context.new_page(), scripts=options.get("java_script_enabled", True))
        visitor.goes_to(f"{CHECK}?code={code}")
        return visitor

    yield visited
    for context in contexts:
        context.close()


def check(visitor: Visitor, family_name: str) -> None:
    visitor.page.get_by_label("Family name").fill(family_name)
    visitor.clicks("button", "Check")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Rahman", "Genuine and current"),
        ("RAHMAN", "Genuine but superseded"),
        ("Rehman", "No such statement"),
        ("", "Type the family name."),
        ("Guess", "There were too many tries."),
    ],
)
def test_each_answer_can_be_read_by_everyone(opened: Opened, screen: str, scheme: str, typed: str, said: str) -> None:
    visitor = opened(screen, color_scheme=scheme)

    check(visitor, typed)

    expect(visitor.page.get_by_text(said)).to_be_visible()


def test_it_works_without_scripts(opened: Opened, code: str) -> None:
    visitor = opened("phone", java_script_enabled=False)
    expect(visitor.page.get_by_label("Code")).to_have_value(code)

    check(visitor, "Rahman")

    expect(visitor.page.get_by_role("row", name="9709 Mathematics")).to_contain_text("B(b)")


def test_it_works_with_the_keyboard_alone(opened: Opened) -> None:
    page = opened("desktop").page

    page.get_by_label("Code").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("Rahman")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Genuine and current")).to_be_visible()
