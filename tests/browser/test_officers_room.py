"""Officers' lists on every width from a small phone to a desk: nothing is wider than the screen, nothing is covered."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, FilePayload, Route, expect

from access.credentials.sealed_passwords import seal_password
from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.models.mail import LetterMail
from tests.browser.visitor import Visitor
from tests.support.credentials import PASSWORD, give_credential
from tests.support.giving import PAGE, enter, save

SITE = "http://localhost"
WIDTHS = [1440, 1280, 1024, 900, 768, 360, 320]
CANDIDATES = 130
PAGES = [
    "",
    "letters/progress/?shown=WAITING",
    "candidates/",
    "candidates/?page=1",
    "candidates/?page=2",
    "candidates/?sort=name",
    "candidates/0001/",
    "status/",
    "status/candidates/",
    "status/candidates/?q=0130",
    "delay/",
    "email/",
]
ADDRESS = "oluwaseun.temitope.adebayo-williams@ravi-grammar-school.example"
Open = Callable[[int], Visitor]


def asked(address: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What an address asks for, whatever the order in which it does, without what it leaves empty."""
    parts = urlsplit(address)
    return parts.path, tuple(sorted(parse_qsl(parts.query)))


@pytest.fixture
def opened(browser: Browser, series: Series, centre: Centre, officer: User, officer_client: Client) -> Iterator[Open]:
    """Opens a browser of some width, which is answered with pages that were fetched before."""
    names: dict[str, Any] = {"family_name": "Adebayo-Williams", "given_names": "Oluwaseun Temitope"}
    people = enter(series, centre, CANDIDATES, email=ADDRESS, **names)
    save(series, centre, officer)
    states = list(LetterMail.State)
    for place, person in enumerate(people[:40]):
        credential = give_credential(person, username=f"USER{person.number}")
        credential.sealed_password = seal_password(PASSWORD, candidate_pk=person.pk, issue=1)
        credential.save()
        if place >= 20:
            _mailed(person, states[place % len(states)])
    answers = {asked(f"{PAGE}{name}"): officer_client.get(f"{PAGE}{name}") for name in PAGES}
    visitors: list[Visitor] = []

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=str(finders.find(path.removeprefix("/static/"))))
            return
        given = answers[asked(route.request.url)]
        route.fulfill(status=given.status_code, headers=dict(given.headers), body=given.content)

    def visit(width: int) -> Visitor:
        context = browser.new_context(base_url=SITE, viewport={"width": width, "height": 720})
        context.route("**/*", answer)
        visitors.append(Visitor(context.new_page()))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.page.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


def _mailed(person: Candidate, state: str) -> None:
    now = timezone.now()
    LetterMail.objects.create(
        candidate=person,
        letter="a" * 64,
        address=ADDRESS,
        queued_by="officer@pk123.example",
        state=state,
        reason="The mail server said: 550 5.1.1 there is no such mailbox here",
        claimed_at=now,
        finished_at=now,
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_and_is_for_everyone(opened: Open, width: int) -> None:
    officer = opened(width)
    for name in ("", "candidates/", "candidates/0001/", "status/", "delay/", "email/"):
        officer.goes_to(f"{PAGE}{name}")
        for ticks in officer.page.get_by_text("Tick candidates", exact=True).all():
            ticks.click()
        too_wide = officer.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not too_wide, f"{name} at {width}"
        inside = officer.page.evaluate(
            "[...document.querySelectorAll('.table-scroll')].filter(e => e.scrollWidth > e.clientWidth).length"
        )
        assert inside == 0, f"a list of {name} at {width}"


@pytest.mark.parametrize("width", [360, 320])
def test_no_code_and_no_word_is_broken_on_a_phone(opened: Open, width: int) -> None:
    page = opened(width).page
    page.goto(f"{PAGE}candidates/0001/")
    code = page.locator("#entries ~ table th span").first.bounding_box()
    label = page.evaluate(
        """() => {
            const cell = document.querySelector('#entries ~ table td[data-label="Qualification"]');
            return parseFloat(getComputedStyle(cell, '::before').height) / parseFloat(getComputedStyle(cell).fontSize);
        }"""
    )

    assert code is not None
    assert code["height"] < 40
    assert label < 2


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_the_bar_comes_with_the_first_tick_and_covers_no_row(opened: Open, width: int) -> None:
    officer = opened(width)
    page = officer.page
    officer.goes_to(f"{PAGE}candidates/")
    expect(page.locator("[data-bulk-bar]")).to_be_hidden()

    page.get_by_role("checkbox", name="0001").check()

    expect(page.locator("[data-bulk-bar]")).to_be_visible()
    officer.looks()
    # The last row and the bar, as they stand where the list ends.
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    row = page.locator(".candidates-table tbody tr").last.bounding_box()
    bar = page.locator("[data-bulk-bar]").bounding_box()
    assert row is not None
    assert bar is not None
    assert row["y"] + row["height"] <= bar["y"]


def test_ticks_stay_from_page_to_page_and_can_be_taken_back(opened: Open) -> None:
    officer = opened(1280)
    page = officer.page
    officer.goes_to(f"{PAGE}candidates/")
    page.get_by_role("checkbox", name="0001").check()
    page.get_by_role("link", name="Page 2").click()
    page.get_by_role("checkbox", name="0130").check()

    expect(page.locator("[data-tick-count]")).to_have_text("(2, 1 on other pages)")
    sent = page.evaluate("[...new FormData(document.querySelector('[data-tick-all]')).getAll('candidates')].sort()")
    assert sent == ["0001", "0130"]
    page.get_by_role("link", name="Page 1").click()
    expect(page.get_by_role("checkbox", name="0001")).to_be_checked()
    page.get_by_role("button", name="Untick all").click()
    expect(page.get_by_role("checkbox", name="0001")).not_to_be_checked()
    expect(page.locator("[data-bulk-bar]")).to_be_hidden()


def test_the_list_to_choose_from_is_loaded_when_it_is_needed(opened: Open) -> None:
    officer = opened(1280)
    page = officer.page
    officer.goes_to(f"{PAGE}status/")
    assert page.locator("#choose-list input[name=candidates]").count() == 0

    page.get_by_role("radio", name="Selected candidates").check()

    expect(page.locator("#choose-list input[name=candidates]")).to_have_count(100)
    officer.looks()
    expect(page.locator("[data-choose-count]")).to_have_text("130 candidates, 130 selected")
    page.get_by_role("button", name="Deselect all found", exact=True).click()
    page.get_by_role("searchbox", name="Find a candidate").fill("0130")
    expect(page.locator("#choose-list input[name=candidates]")).to_have_count(1)
    page.get_by_role("checkbox", name="0130").check()
    expect(page.locator("[data-choose-count]")).to_have_text("1 found of 130 candidates, 1 selected")


def test_numbers_are_taken_from_a_file(opened: Open) -> None:
    officer = opened(1280)
    page = officer.page
    officer.goes_to(f"{PAGE}status/")
    page.get_by_role("radio", name="Selected candidates").check()

    file: FilePayload = {
        "name": "numbers.csv",
        "mimeType": "text/csv",
        "buffer": b"Candidate number,Name\n0042,Ali\n",
    }
    page.get_by_label("Or take the numbers from a CSV file").set_input_files([file])

    expect(page.get_by_role("textbox", name="Candidates by number")).to_have_value("Candidate number,Name\n0042,Ali\n")


def test_the_keyboard_alone_ticks_and_orders(opened: Open) -> None:
    officer = opened(1280)
    page = officer.page
    officer.goes_to(f"{PAGE}candidates/")
    page.get_by_role("checkbox", name="0002").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-bulk-bar]")).to_be_visible()

    page.get_by_role("link", name="Name", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Name")
    expect(page.get_by_role("checkbox", name="0002")).to_be_checked()
