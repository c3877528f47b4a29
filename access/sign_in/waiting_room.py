"""Lets in as many candidates at a time as a process serves well; the others wait their turn, or are asked to come back.

Without it, everybody who comes at the instant of a release would be worked on at once, and nobody served. There is a
lane for each kind of page, so that looking at results doesn't queue behind signing in, and one waiting room for all.
When it is full, whoever comes gets a small page that was made beforehand, costs next to nothing and returns by itself
after some seconds. Officers' pages, the health report and static files have no lane.
"""

import logging
import random
import time
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from threading import BoundedSemaphore, Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse

# Seconds after which the page for those who are sent away returns: spread, so that they don't come back all at once.
RETRY_AFTER = range(5, 16)
LOG_EVERY_SECONDS = 10.0
logger = logging.getLogger(__name__)


class WaitingRoom:
    """Counts the candidates whom this process serves or lets wait, in all lanes together: `present`."""

    def __init__(self) -> None:
        self.present = 0
        self._lock = Lock()

    def enter(self, *, places: int) -> bool:
        """Take a place, if fewer than `places` are taken."""
        with self._lock:
            if self.present >= places:
                return False
            self.present += 1
            return True

    def leave(self) -> None:
        with self._lock:
            self.present -= 1


class Lane:
    """Requests of one kind: `at_once` are served at a time, the others wait in `room`, which has so many `places`.

    Lanes share the room; one with fewer places is closed while those with more still let people in.
    """

    def __init__(self, room: WaitingRoom, *, at_once: int, places: int) -> None:
        self._room = room
        self._turns = BoundedSemaphore(at_once)
        self._places = places

    def enter(self, *, patience: float) -> bool:
        """Wait for a turn, at most `patience` seconds. False where the room is full or the turn never came."""
        if not self._room.enter(places=self._places):
            return False
        if self._turns.acquire(timeout=patience):
            return True
        self._room.leave()
        return False

    def leave(self) -> None:
        """Give the turn to the next one."""
        self._turns.release()
        self._room.leave()


class WaitingRoomMiddleware:
    """Sends each request of the results site through its lane. Stands before everything that costs something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._quiet_until = 0.0
        self.room = room = WaitingRoom()
        all_places = settings.CANDIDATES_WAITING
        # Whoever has come further is let in when the door is shut already.
        self.door = Lane(room, at_once=1, places=all_places - all_places // 4)
        self.sign_in = Lane(room, at_once=2, places=all_places)
        self.results = Lane(room, at_once=2, places=all_places)
        self.papers = Lane(room, at_once=1, places=all_places)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        lane = self._lane(request)
        if lane is None:
            return self.get_response(request)
        if not lane.enter(patience=settings.CANDIDATES_PATIENCE_SECONDS):
            self._log_refusal()
            return busy_page(request)
        try:
            return self.get_response(request)
        finally:
            lane.leave()

    def _log_refusal(self) -> None:
        """One line in the log once in a while; one for each candidate would be work when there is too much already."""
        if time.monotonic() >= self._quiet_until:
            self._quiet_until = time.monotonic() + LOG_EVERY_SECONDS
            logger.warning("More candidates than this process can serve: some are asked to come back.")

    def _lane(self, request: HttpRequest) -> Lane | None:
        results = reverse("candidates:results")
        if not request.path.startswith(results):
            return None
        if request.path == results:
            return self.results
        if request.path == reverse("candidate_access:sign_in"):
            return self.sign_in if request.method == "POST" else self.door
        return self.papers


def busy_page(request: HttpRequest) -> HttpResponse:
    """The page for whoever isn't let in now."""
    seconds = random.choice(RETRY_AFTER)  # noqa: S311 - spreads load, keeps no secret
    page = _page(seconds, typed=request.method == "POST")
    headers = {"Retry-After": str(seconds), "Content-Length": str(len(page))}
    response = HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
    # Django logs an error for each response with this status, unless it bears this mark.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django has no other way
    return response


@cache
def _page(seconds: int, *, typed: bool) -> bytes:
    return render_to_string("access/sign_in/waiting_room.html", {"seconds": seconds, "typed": typed}).encode()
