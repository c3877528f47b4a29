"""Beyond capacity candidates wait, or get a small page that returns by itself; nobody else notices."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Semaphore

import pytest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from pytest_django import Settings

from access.sign_in.waiting_room import WaitingRoomMiddleware
from results_portal.web.lanes import RETRY_AFTER

DOOR, SIGN_IN, RESULTS = ("GET", "/results/sign-in/"), ("POST", "/results/sign-in/"), ("GET", "/results/")
LONG = 20.0


class Service:
    """The waiting room in front of a service that answers nobody before it is `released`."""

    def __init__(self) -> None:
        self.released = Event()
        self.begun = Semaphore(0)
        self.served: list[str] = []
        self.middleware = WaitingRoomMiddleware(self.answer)
        self.people = ThreadPoolExecutor(30)

    def answer(self, request: HttpRequest) -> HttpResponse:
        self.served.append(f"{request.method} {request.path}")
        self.begun.release()
        assert self.released.wait(LONG)
        return HttpResponse("served")

    def ask(self, method: str, path: str) -> HttpResponseBase:
        response = self.middleware(RequestFactory().generic(method, path))
        # As web servers have it done when it has gone out.
        for done in response._resource_closers:  # type: ignore[attr-defined]
            done()
        return response

    def come(self, method: str, path: str, *, people: int) -> list[Future[HttpResponseBase]]:
        """So many people ask at once, each in a thread of its own."""
        return [self.people.submit(self.ask, method, path) for _ in range(people)]

    def wait_until_begun(self, people: int) -> None:
        for _ in range(people):
            assert self.begun.acquire(timeout=LONG)


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    """A process in which eight candidates have a place."""
    settings.CANDIDATES_WAITING = 8
    settings.CANDIDATES_PATIENCE_SECONDS = LONG
    service = Service()
    yield service
    service.released.set()
    service.people.shutdown()


def fill(service: Service) -> list[Future[HttpResponseBase]]:
    """Sign-ins take all eight places: two are worked on, six wait."""
    asking = service.come(*SIGN_IN, people=8)
    service.wait_until_begun(2)
    deadline = time.monotonic() + LONG
    while service.middleware.room.present < 8:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return asking


def test_only_so_many_are_worked_on_at_once(service: Service) -> None:
    asking = fill(service)

    assert service.served == ["POST /results/sign-in/"] * 2
    service.released.set()
    assert [done.result(LONG).status_code for done in asking] == [200] * 8


def test_looking_does_not_queue_behind_signing_in(service: Service) -> None:
    service.come(*SIGN_IN, people=5)
    service.wait_until_begun(2)

    service.come(*RESULTS, people=1)
    service.wait_until_begun(1)

    assert service.served[-1] == "GET /results/"


@pytest.mark.parametrize(("method", "path"), [SIGN_IN, RESULTS, DOOR, ("GET", "/results/statement.pdf")])
def test_who_finds_no_place_is_asked_to_come_back(service: Service, method: str, path: str) -> None:
    fill(service)

    answer = service.ask(method, path)

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) in RETRY_AFTER


def test_the_door_shuts_before_those_who_are_further_on_are_sent_away(service: Service) -> None:
    service.come(*SIGN_IN, people=6)
    service.wait_until_begun(2)
    while service.middleware.room.present < 6:
        time.sleep(0.005)

    assert service.ask(*DOOR).status_code == 503
    service.come(*RESULTS, people=1)
    service.wait_until_begun(1)
    assert service.served[-1] == "GET /results/"


def test_places_are_free_again_afterwards(service: Service) -> None:
    asking = fill(service)
    assert service.ask(*RESULTS).status_code == 503
    service.released.set()
    for done in asking:
        done.result(LONG)

    assert [service.ask(*kind).status_code for kind in (DOOR, SIGN_IN, RESULTS)] == [200, 200, 200]
    assert service.middleware.room.present == 0


def test_who_waits_too_long_is_asked_to_come_back_and_gives_up_the_place(service: Service, settings: Settings) -> None:
    service.come(*RESULTS, people=2)
    service.wait_until_begun(2)
    settings.CANDIDATES_PATIENCE_SECONDS = 0.01

    assert service.ask(*RESULTS).status_code == 503
    assert service.middleware.room.present == 2


def test_a_failure_gives_the_place_back(settings: Settings) -> None:
    def fails(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    settings.CANDIDATES_WAITING = 1
    middleware = WaitingRoomMiddleware(fails)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            middleware(RequestFactory().get("/results/"))

    assert middleware.room.present == 0


@pytest.mark.parametrize("path", ["/portal/", "/healthz", "/static/css/results.css", "/"])
def test_other_pages_do_not_notice(service: Service, path: str) -> None:
    fill(service)

    service.come("GET", path, people=1)
    service.wait_until_begun(1)

    assert service.served[-1] == f"GET {path}"


@pytest.fixture
def full(settings: Settings, client: Client) -> Client:
    """A visitor of the whole service when no place is left."""
    settings.CANDIDATES_WAITING = 0
    return client


def test_the_page_returns_by_itself_when_it_says(full: Client) -> None:
    answer = full.get("/results/sign-in/")
    page = answer.content.decode()

    seconds = answer["Retry-After"]
    assert f'<meta http-equiv="refresh" content="{seconds}">' in page
    assert f"goes on by itself in {seconds} seconds" in page


def test_not_everybody_returns_at_the_same_moment(full: Client) -> None:
    assert len({full.get("/results/sign-in/")["Retry-After"] for _ in range(60)}) > 3


def test_the_page_is_small_and_asks_the_database_nothing(full: Client) -> None:
    # The fixtures give no database: a query would fail.
    answer = full.get("/results/")

    assert len(answer.content) < 3_000
    assert answer["Content-Length"] == str(len(answer.content))
    assert not re.search(r"<script|<img", answer.content.decode())
    assert answer.cookies == {}


def test_who_has_typed_something_is_told_that_it_was_not_looked_at(full: Client) -> None:
    page = full.post("/results/sign-in/", {"username": "K7MPW2QX", "password": "ABCDE-FGHJK-23456"}).content.decode()

    assert "What you typed wasn't looked at." in page.replace("&#x27;", "'")
    assert "K7MPW2QX" not in page
    assert "ABCDE" not in page


def test_the_page_is_guarded_like_any_other(full: Client) -> None:
    answer = full.get("/results/")

    assert answer["Cache-Control"] == "no-store, private"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
