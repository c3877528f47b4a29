"""Two minutes before the session ends a page says so, and *Stay signed in* goes on where somebody was."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import people
from tests.browser.visitor import Visitor
from tests.support.demonstration import Demonstration, manage

Visit = Callable[..., Visitor]
EMAIL = "officer@merid.example"
WARNED_BEFORE = 120
# Every session has so many seconds left, for the service.
LEFT = """
import time
from importlib import import_module
from django.conf import settings
from django.contrib.sessions.models import Session
for key in Session.objects.values_list("session_key", flat=True):
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    session["seen_at"] = time.time() - settings.OFFICER_IDLE_SECONDS + {seconds}
    session.save()
"""


def seconds_left(page: Page) -> int:
    return int(page.locator("#session-warning").get_attribute("data-seconds") or 0)


def opened(officer: Visitor, service: Demonstration) -> Page:
    """*Edit status* with something typed, in a browser whose clock the test moves."""
    people.officer_signs_in(officer, service, EMAIL)
    page = officer.page
    page.clock.install()
    officer.goes_to("/portal/PK207/june-2027/status/")
    page.get_by_role("textbox", name="Name", exact=True).fill("Ms Rahila Anwar")
    return page


def test_it_comes_two_minutes_before_and_goes_when_one_stays(visit: Visit, service: Demonstration) -> None:
    officer = visit()
    page = opened(officer, service)
    warning = page.locator("#session-warning")
    left = seconds_left(page)
    assert left > WARNED_BEFORE
    name = page.get_by_role("textbox", name="Name", exact=True)
    expect(warning).to_be_hidden()

    manage(service, "shell", "-c", LEFT.format(seconds=WARNED_BEFORE - 1))
    page.clock.fast_forward((left - WARNED_BEFORE) * 1000)

    expect(warning).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="You will be signed out at")).to_be_visible()
    officer.looks()
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.get_by_role("button", name="Stay signed in").click()
    assert answer.value.json()["seconds"] >= left - WARNED_BEFORE
    expect(warning).to_be_hidden()
    expect(name).to_have_value("Ms Rahila Anwar")
    assert page.url.endswith("/portal/PK207/june-2027/status/")


def test_nothing_is_said_before_nor_while_another_tab_keeps_the_session_alive(
    visit: Visit, service: Demonstration
) -> None:
    officer = visit()
    page = opened(officer, service)
    warning = page.locator("#session-warning")
    left = seconds_left(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.clock.fast_forward((left - WARNED_BEFORE - 60) * 1000)
    expect(warning).to_be_hidden()
    assert asked == []

    # For the service no time has passed: somebody was active elsewhere.
    with page.expect_response("**/portal/accounts/session/"):
        page.clock.fast_forward(61_000)
    expect(warning).to_be_hidden()


def test_a_session_that_is_over_is_called_so(visit: Visit, service: Demonstration) -> None:
    officer = visit()
    page = opened(officer, service)
    manage(service, "shell", "-c", LEFT.format(seconds=-1))

    page.clock.fast_forward((seconds_left(page) - WARNED_BEFORE) * 1000)

    expect(page.get_by_role("alert").filter(has_text="You were signed out.")).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Ms Rahila Anwar")
