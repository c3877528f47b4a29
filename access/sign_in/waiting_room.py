"""Lets in as many candidates at a time as a process serves well; the others wait their turn, or are asked to come back.

Without it, everybody who comes at the instant of a release would be worked on at once, and nobody served. There is a
lane for each kind of page, so that looking at results doesn't queue behind signing in, and one waiting room for all.
When it is full, whoever comes gets a small page that was made beforehand, costs next to nothing and returns by itself
after some seconds. Officers and staff have lanes of their own (results_portal/web/officers_lanes.py); the health report
and static files have none.
"""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from results_portal.db import outage
from results_portal.information.footer import is_information
from results_portal.monitoring import figures
from results_portal.monitoring.figures import RESULTS, Figure
from results_portal.web.lanes import BUSY, Lane, WaitingRoom, busy_page, receive
from results_portal.web.sites import Audience

TEMPLATE = "access/sign_in/waiting_room.html"
LOG_EVERY_SECONDS = 10.0
logger = logging.getLogger(__name__)


class WaitingRoomMiddleware:
    """Sends each request of the results site through its lane. Stands before everything that costs something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._quiet_until = 0.0
        self.room = room = WaitingRoom(site=Audience.RESULTS)
        all_places = settings.CANDIDATES_WAITING
        # Whoever has come further is let in when the door is shut already.
        door_places = all_places - all_places // 4
        self.door = Lane(room, name="results door", at_once=1, places=door_places, site=RESULTS)
        self.sign_in = Lane(room, name="results sign-in", at_once=2, places=all_places, site=RESULTS)
        self.results = Lane(room, name="results", at_once=2, places=all_places, site=RESULTS)
        self.papers = Lane(room, name="results papers", at_once=1, places=all_places, site=RESULTS)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        lane = self._lane(request)
        if lane is None:
            return self.get_response(request)
        if outage.is_known():
            return busy_page(request, BUSY)
        # A body that comes slowly would hold a turn otherwise.
        receive(request)
        if not lane.enter(patience=settings.CANDIDATES_PATIENCE_SECONDS):
            figures.note(Figure.ASKED_BACK, site=RESULTS)
            self._log_refusal()
            return busy_page(request, TEMPLATE)
        return lane.serve(request, self.get_response)

    def _log_refusal(self) -> None:
        """One line in the log once in a while; one for each candidate would be work when there is too much already."""
        if time.monotonic() >= self._quiet_until:
            self._quiet_until = time.monotonic() + LOG_EVERY_SECONDS
            logger.warning("More candidates than this process can serve: some are asked to come back.")

    def _lane(self, request: HttpRequest) -> Lane | None:
        results = reverse("candidates:results")
        # Help and the like cost nothing, and are there when there is too much to do or the database is out of reach.
        if not request.path.startswith(results) or is_information(request.path):
            return None
        if request.path == results:
            return self.results
        if request.path == reverse("candidate_access:sign_in"):
            return self.sign_in if request.method == "POST" else self.door
        return self.papers
