"""Whatever staff send to the admin wants fresh proof that it is they, unless its address is listed here.

The pages of `ProvenAdmin` ask before their form opens, so that nothing typed is lost. This is the net below them: it
also holds what another library or a later page sends.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from centres.accounts.reauthentication import ask_for_proof, is_fresh

PLACE = "admin/"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Routes whose POST changes nothing that needs protecting, each with the reason.
UNPROVEN = {
    "admin/logout/": "the way out",
    "admin/login/": "leads to the sign-in",
    "admin/releases/<slug:series_slug>/stop/": "hides results, and every minute counts; showing them again wants proof",
    "admin/password_change/": "leads to the officers' page, which asks for the present password",
}


class StaffProof:
    """Asks staff for proof before the view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if request.method in SAFE or match is None or not match.route.startswith(PLACE) or match.route in UNPROVEN:
            return None
        user = request.user
        if not (user.is_authenticated and user.is_staff) or is_fresh(request):
            return None
        return ask_for_proof(request, back_to=request.get_full_path())
