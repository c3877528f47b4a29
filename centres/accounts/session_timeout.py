"""Officers' and staff's sessions end after a time without activity, and in any case after the longest time allowed."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from centres.accounts.kept_forms.store import account_of
from results_portal.db import clock
from results_portal.web.headers import leave_nothing

SINCE = "signed_in_at"
SEEN = "seen_at"
# The session is written at most so often, in seconds: activity needn't be known more exactly.
NOTED_EVERY = 60
# Stands behind the question mark where a page refreshes itself without anybody doing anything.
BY_ITSELF = "by_itself"


class SessionLimits:
    """Signs out whoever was away for `OFFICER_IDLE_SECONDS`, or came in `OFFICER_SESSION_SECONDS` ago, and says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = clock.now()
        why = ended_because(request.session, now)
        if not why:
            if not _asks_by_itself(request):
                _note_activity(request.session, now)
            return self.get_response(request)
        request.signed_out_because = why  # type: ignore[attr-defined]
        request.signed_out_account = account_of(request.user)  # type: ignore[attr-defined]
        logout(request)
        messages.info(request, f"You were signed out after {why}. Sign in again to go on.")
        if request.headers.get("HX-Request"):
            # Otherwise the sign-in page would appear inside of the page that asked for a part of itself.
            return HttpResponseClientRedirect(reverse("account_login"))
        return self.get_response(request)


def _asks_by_itself(request: HttpRequest) -> bool:
    """A page that asks how long the session lasts, or for itself anew, is no sign of a person."""
    return request.method == "GET" and (request.path == reverse("account_session") or BY_ITSELF in request.GET)


def ended_because(session: SessionBase, now: float) -> str:
    """Why the session is over at `now` (seconds since 1970), in words; "" while it isn't."""
    idle, longest = settings.OFFICER_IDLE_SECONDS, settings.OFFICER_SESSION_SECONDS
    if now - session.get(SINCE, now) >= longest:
        return _in_words(longest)
    if now - session.get(SEEN, now) >= idle:
        return f"{_in_words(idle)} without activity"
    return ""


def seconds_left(session: SessionBase, now: float) -> int:
    """In how many seconds the session ends if nothing happens in it."""
    idle = settings.OFFICER_IDLE_SECONDS - (now - session.get(SEEN, now))
    longest = settings.OFFICER_SESSION_SECONDS - (now - session.get(SINCE, now))
    return max(0, int(min(idle, longest)))


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """How many seconds are left, which a page asks before it warns; POST is *Stay signed in*, and begins them anew."""
    if request.method == "POST":
        request.session[SEEN] = clock.now()
        if request.accepts("text/html"):
            messages.success(request, "You stay signed in.")
            return redirect("centres:administer_exams")
    return JsonResponse({"seconds": seconds_left(request.session, clock.now())})


@receiver(user_logged_in)
def begin(request: HttpRequest, **_: object) -> None:
    """Both clocks start with the sign-in."""
    request.session[SINCE] = request.session[SEEN] = clock.now()


@receiver(user_logged_out)
def clear_up(request: HttpRequest, **_: object) -> None:
    """Whichever way somebody was signed out, the browser keeps nothing that they saw."""
    leave_nothing(request)
    if request and not hasattr(request, "signed_out_because"):
        request.signed_out_by_hand = True  # type: ignore[attr-defined]


def _note_activity(session: SessionBase, now: float) -> None:
    if SINCE not in session:
        session[SINCE] = now
    if now - session.get(SEEN, 0) >= NOTED_EVERY:
        session[SEEN] = now


def _in_words(seconds: int) -> str:
    hours, minutes = seconds // 3600, -(-seconds // 60)
    if hours and seconds % 3600 == 0:
        return f"{hours} hour{'s' if hours > 1 else ''}"
    return f"{minutes} minute{'s' if minutes > 1 else ''}"
