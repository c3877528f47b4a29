"""Officers and staff: how many of their requests a process works on, so that candidates always find their turn.

Pages and files have a lane each. Whoever takes a file away slowly keeps a place, though no turn, and one session has
only a few places: the others are for everybody else. Beyond, a small page says so and returns by itself.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from results_portal.db import outage
from results_portal.monitoring import figures
from results_portal.monitoring.figures import PORTAL, Figure
from results_portal.web import sites
from results_portal.web.lanes import BUSY, Lane, WaitingRoom, busy_page, receive, when_closed

# Pages are computed: two at a time would be done no sooner, and take the processor from candidates.
PAGES_AT_ONCE, FILES_AT_ONCE = 1, 2
PLACES_FOR_ONE_SESSION = 8


class OfficersLanes:
    """Sends each request of the portal and the administration through its lane, or asks it to come back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.room = room = WaitingRoom(site=sites.Audience.PORTAL)
        places = settings.OFFICERS_WAITING
        self.pages = Lane(room, name="portal pages", at_once=PAGES_AT_ONCE, places=places, site=PORTAL)
        self.files = Lane(room, name="portal files", at_once=FILES_AT_ONCE, places=places // 2, site=PORTAL)
        # Apart, so that whoever takes many files away can still open a page.
        self.sessions_pages = SessionPlaces(PLACES_FOR_ONE_SESSION)
        self.sessions_files = SessionPlaces(PLACES_FOR_ONE_SESSION)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if sites.first_part(request.path_info) not in sites.PORTAL:
            return self.get_response(request)
        if outage.is_known():
            return busy_page(request, BUSY)
        # A body that comes slowly would hold a turn otherwise.
        receive(request)
        if _is_file(request):
            return self._serve(request, self.files, self.sessions_files)
        return self._serve(request, self.pages, self.sessions_pages)

    def _serve(self, request: HttpRequest, lane: Lane, places: "SessionPlaces") -> HttpResponseBase:
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not places.take(session):
            lane.shed()
            return _ask_back(request)
        if not lane.enter(patience=settings.OFFICERS_PATIENCE_SECONDS):
            places.give_back(session)
            return _ask_back(request)
        try:
            response = lane.serve(request, self.get_response)
        except BaseException:
            places.give_back(session)
            raise
        when_closed(response, partial(places.give_back, session))
        return response


class SessionPlaces:
    """At most so many places for each session. Those who have none are counted by the room alone."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, session: str) -> bool:
        """Take a place, if `session` has any left."""
        with self._lock:
            if session and self._taken[session] >= self._most:
                return False
            self._taken[session] += 1
            return True

    def give_back(self, session: str) -> None:
        with self._lock:
            self._taken[session] -= 1
            if not self._taken[session]:
                del self._taken[session]


def _ask_back(request: HttpRequest) -> HttpResponse:
    figures.note(Figure.ASKED_BACK, site=PORTAL)
    return busy_page(request, BUSY)


def _is_file(request: HttpRequest) -> bool:
    """Whether the address names a file: its last part has a suffix."""
    return "." in request.path_info.rpartition("/")[2]
