"""Lanes: how many requests of one kind a process works on at a time, and how many more may wait for their turn.

Candidates have lanes of their own (`access.sign_in.waiting_room`) and officers and staff have theirs
(`results_portal.web.officers_lanes`), so that neither takes the other's turns, threads or database connections: there
are as many connections for each process (`DATABASE_POOL`) as turns in all lanes together, and some to spare.
"""

import random
import time
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from threading import BoundedSemaphore, Lock

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from results_portal.db import outage
from results_portal.db.release import release_connection
from results_portal.metrics import counters
from results_portal.monitoring import figures
from results_portal.monitoring.figures import Figure
from results_portal.web import sites
from results_portal.web.uploads import may_send_files

# Seconds after which the page for those who are sent away returns: spread, so that they don't come back all at once.
RETRY_AFTER = range(5, 16)
# The page for everybody while the database is out of reach, and for officers when there is too much to do.
BUSY = "503.html"


class WaitingRoom:
    """Counts the people whom this process serves or lets wait, in all lanes together: `present`."""

    def __init__(self, *, site: sites.Audience) -> None:
        self.present = 0
        self._lock = Lock()
        self._gauge = counters.lane_present.labels(site)

    def enter(self, *, places: int) -> bool:
        """Take a place, if fewer than `places` are taken."""
        with self._lock:
            if self.present >= places:
                return False
            self.present += 1
            self._gauge.set(self.present)
            return True

    def leave(self) -> None:
        with self._lock:
            self.present -= 1
            self._gauge.set(self.present)


class Lane:
    """Requests of one kind: `at_once` are served at a time, the others wait in `room`, which has so many `places`.

    Lanes share the room; one with fewer places is closed while those with more still let people in. `site` is whose
    waiting is counted, `name` how metrics call the lane.
    """

    def __init__(self, room: WaitingRoom, *, name: str, at_once: int, places: int, site: str) -> None:
        self._room = room
        self._site = site
        self._waits, self._sheds = counters.lane_wait_seconds.labels(name), counters.lane_sheds.labels(name)
        self._turns = BoundedSemaphore(at_once)
        self._places = places

    def enter(self, *, patience: float) -> bool:
        """Wait for a turn, at most `patience` seconds. False where the room is full or the turn never came."""
        if not self._room.enter(places=self._places):
            self._sheds.inc()
            return False
        since = time.monotonic()
        has_turn = self._turns.acquire(blocking=False)
        if not has_turn:
            has_turn = self._turns.acquire(timeout=patience)
            figures.note(Figure.WAITED, site=self._site, times=round((time.monotonic() - since) * 1000))
        self._waits.observe(time.monotonic() - since)
        if not has_turn:
            self._sheds.inc()
            self._room.leave()
        return has_turn

    def shed(self) -> None:
        """Count somebody who is asked to come back without having waited."""
        self._sheds.inc()

    def serve(self, request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
        """The response, for somebody who has entered. Their turn and their database connection end with it.

        Their place, like their thread, is free once the response has gone out, or the client has given up. Whoever
        waited while the database went away is told so at once: each would take a turn to find it out else.
        """
        try:
            response = busy_page(request, BUSY) if outage.is_known() else get_response(request)
        except BaseException:
            self._room.leave()
            raise
        finally:
            release_connection()
            self._turns.release()
        when_closed(response, self._room.leave)
        return response


def when_closed(response: HttpResponseBase, act: Callable[[], None]) -> None:
    """Have `act` called when the web server is done with the response."""
    response._resource_closers.append(act)  # type: ignore[attr-defined]  # noqa: SLF001 - as Django's own responses do


def receive(request: HttpRequest) -> None:
    """Read all of the request's body, so that nobody holds a turn while it arrives.

    It is in memory afterwards, and no larger than `DATA_UPLOAD_MAX_MEMORY_SIZE`: raises `RequestDataTooBig` else, and
    `UnreadablePostError` when the client has gone. Files of staff are in memory already.
    """
    if request.method not in ("GET", "HEAD") and not may_send_files(request):
        _ = request.body


def busy_page(request: HttpRequest, template: str) -> HttpResponse:
    """A small page, made beforehand, that returns by itself after some seconds. `template` knows `seconds`, `typed`."""
    seconds = random.choice(RETRY_AFTER)  # noqa: S311 - spreads load, keeps no secret
    typed = request.method not in ("GET", "HEAD")
    page = _page(template, seconds, typed=typed, audience=sites.audience_of(request))
    headers = {"Retry-After": str(seconds), "Content-Length": str(len(page))}
    response = HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
    # Django logs an error for each response with this status, unless it bears this mark.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django has no other way
    return response


@cache
def _page(template: str, seconds: int, *, typed: bool, audience: sites.Audience) -> bytes:
    return render_to_string(template, {"seconds": seconds, "typed": typed, "audience": audience}).encode()
