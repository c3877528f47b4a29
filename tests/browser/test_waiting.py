"""How the results page waits: by the server's clock, asking seldom, and each browser at a moment of its own.

The test moves the clocks of browser and service, so that hours pass at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Route, expect

from access.sign_in.waiting_room import TEMPLATE
from candidates.embargo.gate import GatedEntry, GatedResult, Reading
from candidates.models import Candidate, Series
from candidates.results_page.presenters import results_page
from centres.models import Centre
from results_portal.web.lanes import busy_page

SITE = "http://localhost"
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
OPENS_AT = datetime(2027, 1, 19, 6, tzinfo=UTC)


@dataclass
class Service:
    """The results site for a candidate with one result. `ahead` is how far the browser's clock is ahead of its own."""

    now: datetime
    opens_at: datetime = OPENS_AT
    zone: str = "Asia/Karachi"
    ahead: timedelta = timedelta(0)
    sends_away: int = 0
    asked: list[datetime] = field(default_factory=list)
    sent_away_for: timedelta = timedelta(0)

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=str(finders.find(path.removeprefix("/static/"))))
            return
        self.asked.append(self.now)
        response = self._response()
        route.fulfill(status=response.status_code, headers=dict(response.items()), body=response.content)

    def _response(self) -> HttpResponse:
        if not self.sends_away:
            return HttpResponse(self._page())
        self.sends_away -= 1
        response = busy_page(RequestFactory().get("/results/"), TEMPLATE)
        self.sent_away_for = int(response["Retry-After"]) * SECOND
        return response

    def _page(self) -> str:
        centre = Centre(number="PK123", name="Ravi Grammar School", time_zone=self.zone)
        candidate = Candidate(number="0042", family_name="Rahman", series=Series(name="November 2026"), centre=centre)
        is_open = self.now >= self.opens_at
        entry = GatedEntry(
            qualification_code="IGCSE",
            qualification_title="Cambridge IGCSE",
            syllabus_code="0610",
            syllabus_title="Biology",
            opens_at=self.opens_at,
            is_open=is_open,
            result=GatedResult(grade="B", outcome="", mark=74, corrected_at=None) if is_open else None,
        )
        page = results_page(Reading(read_at=self.now, entries=(entry,)), centre=centre)
        return render_to_string("candidates/results_page/results.html", {"page": page, "candidate": candidate})

    def passes(self, page: Page, time: timedelta) -> None:
        """Let so much time pass, on both sides."""
        self.now += time
        page.clock.run_for(int(time.total_seconds() * 1000))
        # Answered after whatever the page asked for meanwhile.
        page.evaluate("fetch('/static/img/icon.svg').then(answer => answer.text())")


Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens the page before a service, in a browser whose dice always fall alike."""
    contexts = []

    def open_page(service: Service, *, dice: float = 0.5, **options: Any) -> Page:
        context = browser.new_context(base_url=SITE, **options)
        contexts.append(context)
        context.route("**/*", service.answer)
        page = context.new_page()
        page.add_init_script(f"Math.random = () => {dice}")
        page.clock.install(time=service.now + service.ahead - MINUTE)
        page.clock.pause_at(service.now + service.ahead)
        page.goto("/results/")
        expect(page.get_by_text("appear by themselves")).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("dice", [0.0, 0.999])
def test_far_from_the_instant_it_asks_two_or_three_times_an_hour(opened: Open, dice: float) -> None:
    service = Service(now=OPENS_AT - 9 * HOUR)
    page = opened(service, dice=dice)

    for _ in range(60):
        service.passes(page, 2 * MINUTE)

    assert 4 <= len(service.asked) - 1 <= 6


@pytest.mark.parametrize(("dice", "after"), [(0.0, SECOND), (0.999, 6 * SECOND)])
def test_at_the_instant_everybody_asks_within_a_few_seconds_and_once(
    opened: Open, dice: float, after: timedelta
) -> None:
    service = Service(now=OPENS_AT - 10 * MINUTE)
    page = opened(service, dice=dice)
    service.passes(page, 10 * MINUTE)
    assert len(service.asked) == 1

    for _ in range(20):
        service.passes(page, SECOND)

    assert service.asked[1:] == [OPENS_AT + after]
    expect(page.locator(".card-grade")).to_contain_text("B")
    expect(page.get_by_role("status")).to_have_text("Your results are here.")


@pytest.mark.parametrize("ahead", [-HOUR, HOUR])
def test_the_servers_clock_counts_not_the_devices(opened: Open, ahead: timedelta) -> None:
    service = Service(now=OPENS_AT - 5 * MINUTE, ahead=ahead)
    page = opened(service)

    service.passes(page, MINUTE)
    expect(page.get_by_role("timer")).to_have_text("in 4 minutes 0 seconds")
    service.passes(page, 4 * MINUTE)
    expect(page.get_by_role("timer")).to_have_text("Opening now …")
    service.passes(page, 10 * SECOND)

    expect(page.locator(".card-grade")).to_contain_text("B")


def test_sent_away_it_comes_back_when_it_was_told_to(opened: Open) -> None:
    service = Service(now=OPENS_AT - MINUTE)
    page = opened(service)
    service.sends_away = 1
    service.passes(page, MINUTE)

    for _ in range(60):
        service.passes(page, SECOND)

    _, refused, answered = service.asked
    assert service.sent_away_for < answered - refused <= service.sent_away_for + 7 * SECOND
    expect(page.locator(".card-grade")).to_contain_text("B")


def test_a_release_that_is_moved_while_the_page_waits_is_noticed(opened: Open) -> None:
    service = Service(now=OPENS_AT - 2 * HOUR)
    page = opened(service)
    service.opens_at = OPENS_AT + HOUR

    for _ in range(10):
        service.passes(page, 3 * MINUTE)

    expect(page.locator(".next-time")).to_have_text("12:00")
    assert page.locator(".card-grade").count() == 0


@pytest.mark.parametrize(
    ("opens", "centre", "device", "shown"),
    [
        ("2026-08-18 05:00", "Asia/Karachi", "America/Los_Angeles", "Monday 17 August, 22:00 (this device)"),
        ("2027-01-19 06:00", "America/Los_Angeles", "Pacific/Kiritimati", "Tuesday 19 January, 20:00 (this device)"),
        ("2026-10-25 00:30", "Asia/Karachi", "Europe/London", "01:30 (this device)"),
        ("2026-10-25 01:30", "Asia/Karachi", "Europe/London", "01:30 (this device)"),
        ("2027-03-28 00:59", "Asia/Karachi", "Europe/London", "00:59 (this device)"),
        ("2027-03-28 01:00", "Asia/Karachi", "Europe/London", "02:00 (this device)"),
    ],
)
def test_the_candidates_own_clock_stands_beside_the_centres(
    opened: Open, opens: str, centre: str, device: str, shown: str
) -> None:
    """Opened the day before: the clocks may change in between, and the countdown stays right."""
    opens_at = datetime.fromisoformat(opens).replace(tzinfo=UTC)
    page = opened(Service(now=opens_at - 24 * HOUR, opens_at=opens_at, zone=centre), timezone_id=device)

    expect(page.locator("[data-own-clock]")).to_have_text(shown)
    expect(page.get_by_role("timer")).to_have_text("in 1 day 0 hours")


def test_a_device_on_the_centres_clock_isnt_named(opened: Open) -> None:
    page = opened(Service(now=OPENS_AT - HOUR), timezone_id="Asia/Karachi")

    expect(page.locator("[data-own-clock]")).to_be_hidden()
