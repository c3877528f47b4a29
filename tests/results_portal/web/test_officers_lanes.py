"""Officers and staff have lanes of their own; beyond, they get a small page that returns by itself."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Semaphore

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from pytest_django import Settings

from results_portal.web.lanes import RETRY_AFTER
from results_portal.web.officers_lanes import FILES_AT_ONCE, PAGES_AT_ONCE, PLACES_FOR_ONE_SESSION, OfficersLanes

LONG = 20.0
PAGE, FILE = "/portal/PK123/november-2026/", "/portal/PK123/november-2026/letters.pdf"


class Service:
    """The lanes in front of a service that answers nobody before it is `released`."""

    def __init__(self) -> None:
        self.released = Event()
        self.begun = Semaphore(0)
        self.served: list[str] = []
        self.lanes = OfficersLanes(self.answer)
        self.people = ThreadPoolExecutor(30)

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        self.served.append(request.path)
        self.begun.release()
        assert self.released.wait(LONG)
        return StreamingHttpResponse(["served"]) if request.path == FILE else HttpResponse("served")

    def ask(self, path: str, session: str = "") -> HttpResponseBase:
        request = RequestFactory().get(path)
        request.COOKIES["officer"] = session
        return self.lanes(request)

    def come(self, path: str, *, people: int) -> list[Future[HttpResponseBase]]:
        """So many people ask at once, each in a thread and a session of their own."""
        return [self.people.submit(self.ask, path, f"session {number}") for number in range(people)]

    def wait_until_begun(self, people: int) -> None:
        for _ in range(people):
            assert self.begun.acquire(timeout=LONG)


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    settings.OFFICERS_WAITING = 20
    settings.OFFICERS_PATIENCE_SECONDS = LONG
    service = Service()
    yield service
    service.released.set()
    service.people.shutdown()


@pytest.mark.parametrize(
    ("path", "at_once"), [(PAGE, PAGES_AT_ONCE), (FILE, FILES_AT_ONCE), ("/admin/", PAGES_AT_ONCE)]
)
def test_only_so_many_are_worked_on_at_once(service: Service, path: str, at_once: int) -> None:
    asking = service.come(path, people=6)
    service.wait_until_begun(at_once)

    assert service.served == [path] * at_once
    service.released.set()
    assert [done.result(LONG).status_code for done in asking] == [200] * 6


def test_pages_do_not_queue_behind_files(service: Service) -> None:
    service.come(FILE, people=FILES_AT_ONCE)
    service.wait_until_begun(FILES_AT_ONCE)

    service.come(PAGE, people=1)
    service.wait_until_begun(1)

    assert service.served[-1] == PAGE


@pytest.mark.parametrize("path", ["/results/", "/healthz", "/", "/static/css/portal.css"])
def test_others_do_not_notice(service: Service, path: str) -> None:
    service.come(PAGE, people=PAGES_AT_ONCE)
    service.wait_until_begun(PAGES_AT_ONCE)

    service.come(path, people=1)
    service.wait_until_begun(1)

    assert service.served[-1] == path


def test_who_waits_too_long_is_asked_to_come_back(service: Service, settings: Settings) -> None:
    service.come(PAGE, people=PAGES_AT_ONCE)
    service.wait_until_begun(PAGES_AT_ONCE)
    settings.OFFICERS_PATIENCE_SECONDS = 0.01

    answer = service.ask(PAGE)

    assert (answer.status_code, int(answer["Retry-After"]) in RETRY_AFTER) == (503, True)


def test_a_file_keeps_its_place_until_it_has_gone_out_but_not_its_turn(service: Service) -> None:
    service.released.set()
    taking = [service.ask(FILE, "one session") for _ in range(PLACES_FOR_ONE_SESSION)]

    assert [answer.status_code for answer in taking] == [200] * PLACES_FOR_ONE_SESSION
    assert service.ask(FILE, "one session").status_code == 503
    assert service.ask(FILE, "another session").status_code == 200
    assert service.ask(PAGE, "one session").status_code == 200
    for done in taking[0]._resource_closers:  # type: ignore[attr-defined]
        done()
    assert service.ask(FILE, "one session").status_code == 200


def test_a_failure_gives_place_and_turn_back(settings: Settings) -> None:
    def fails(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    settings.OFFICERS_WAITING = 1
    lanes = OfficersLanes(fails)
    for _ in range(PLACES_FOR_ONE_SESSION + 1):
        with pytest.raises(ZeroDivisionError):
            lanes(RequestFactory().get(PAGE, headers={"cookie": "officer=one"}))

    assert lanes.room.present == 0


def test_the_page_returns_by_itself_and_asks_the_database_nothing(settings: Settings, client: Client) -> None:
    settings.OFFICERS_WAITING = 0
    # The fixtures give no database: a query would fail.
    answer = client.get("/portal/")
    page = answer.content.decode()

    seconds = answer["Retry-After"]
    assert answer.status_code == 503
    assert f'<meta http-equiv="refresh" content="{seconds}">' in page
    assert len(answer.content) < 3_000
    assert answer["Cache-Control"] == "no-store, private"


def test_who_has_sent_something_is_told_to_look_before_sending_it_again(settings: Settings, client: Client) -> None:
    settings.OFFICERS_WAITING = 0

    assert "Look before you send it again." in client.post("/portal/", {"a": "b"}).content.decode()
