"""The control room of an Associate with 40 centres in a real browser, which is answered with pages made before."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Route, expect

from access.models import Credential, Status
from candidates.models import Series
from centres.models import Associate, Centre, User
from letters.models import LetterBatch
from tests.browser.conftest import SCREENS
from tests.browser.visitor import Visitor
from tests.support import builders
from tests.support.attached_centres import ROOM, attached, batch, give_passwords
from tests.support.signed_in import sign_in

SITE = "http://localhost"
SET_UP = f"{ROOM}set-up/?scope=found"
State = LetterBatch.State
STATES = (State.READY, State.READY, State.RUNNING, State.FAILED, State.QUEUED)
# Who has letters' jobs: the first ten centres; the others haven't begun.
BEGUN = 10
TYPED = {
    "status": "all",
    "whose_contact": "own",
    "deals_with_queries": "on",
    "contact_name": "Rahila Anwar",
    "contact_email": "exams@merid.example",
}


@pytest.fixture
def member(client: Client, associate: Associate, associate_officer: User, series: Series) -> Client:
    """The Associate's officer; forty centres with two candidates each, in every state, and one without candidates."""
    for number in range(40):
        begun = number < BEGUN
        centre = attached(associate, series, f"AA{number:03}", status=Status.ALL if begun else Status.NONE)
        if begun:
            give_passwords(centre)
            state = STATES[number % len(STATES)]
            batch(series, centre, state, done=2, total=2, stage="letters", reason="The disk is full.")
    builders.make_centre("AA099", associate=associate)
    Credential.objects.filter(candidate__number="0001").update(first_signed_in_at=builders.in_the_past())
    return sign_in(client, associate_officer)


def step(client: Client, name: str, **more: Any) -> Any:
    """The answer to one of the form's buttons, for all centres."""
    numbers = list(Centre.objects.values_list("number", flat=True))
    return client.post(SET_UP, {**TYPED, "step": name, "centres": numbers, **more})


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens browsers that get one answer after the other, and in the end the last again.

    The next answer is for the next page that is opened, or `by_script` for the next request of any kind: a page that
    shows progress asks for itself again at moments that nobody knows.
    """
    visitors: list[Visitor] = []

    def opened(screen: str, answers: list[Any], *, by_script: bool = False) -> Visitor:
        waiting = iter(answers)
        shown = answers[0]

        def answer(route: Route) -> None:
            nonlocal shown
            path = urlsplit(route.request.url).path
            if path.startswith("/static/"):
                route.fulfill(path=str(finders.find(path.removeprefix("/static/"))))
                return
            if by_script or route.request.is_navigation_request():
                shown = next(waiting, answers[-1])
            route.fulfill(status=shown.status_code, headers=dict(shown.headers), body=shown.content)

        context = browser.new_context(base_url=SITE, **SCREENS[screen])
        context.route("**/*", answer)
        visitors.append(Visitor(context.new_page()))
        return visitors[-1]

    yield opened
    for visitor in visitors:
        visitor.page.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


@pytest.mark.parametrize("screen", list(SCREENS))
def test_every_page_is_for_everyone_and_fits(member: Client, visit: Visit, screen: str) -> None:
    confirmed = [f"AA{number:03}:0" for number in range(BEGUN, 30)]
    answers = [
        member.get(ROOM),
        member.get(SET_UP),
        step(member, "preview", contact_name=""),
        step(member, "preview"),
        step(member, "confirm", seen=confirmed),
    ]
    titles = [
        "Control room",
        "Set up several centres",
        "Set up several centres",
        "What will change",
        "What has changed",
    ]

    officer = visit(screen, answers)

    for title in titles:
        officer.goes_to(ROOM)
        expect(officer.page.get_by_role("heading", level=1)).to_have_text(title)


def test_progress_comes_by_itself_and_ticks_stay(member: Client, visit: Visit) -> None:
    before = member.get(f"{ROOM}?which=making")
    LetterBatch.objects.filter(centre__number="AA002").update(done=1)
    Centre.objects.filter(number="AA004").update(associate=None)
    after = member.get(f"{ROOM}?which=making")
    officer = visit("desktop", [before, after], by_script=True)
    officer.goes_to(f"{ROOM}?which=making")
    page = officer.page
    page.get_by_role("checkbox", name="AA007").check()

    expect(page.locator("#letters-AA002")).to_contain_text("Drawing letters: 1 of 2")
    expect(page.get_by_text("Letters are being made for 3 centres.")).to_be_visible()
    expect(page.get_by_role("checkbox", name="AA007")).to_be_checked()
