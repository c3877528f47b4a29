"""Officers and staff set up a second factor before they do anything else, where `REQUIRE_TWO_FACTOR` says so."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from centres.models import User
from results_portal import audit

# Recovery codes stand in for a factor that is lost; they are none by themselves.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
PROTECTED = ("portal/", "admin/")
SET_UP = "mfa_index"
# The page that somebody wanted before they were led to the set-up, and comes to when it is done.
WANTED = "wanted_before_set_up"
# What somebody without a factor may still open: setting one up, the password that this asks for, an invitation, and the
# way out.
ALLOWED = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "centres:invitation",
        "centres:recovery",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)


class SecondFactorRequired:
    """Sends whoever has no second factor yet to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not settings.REQUIRE_TWO_FACTOR or not request.user.is_authenticated:
            return None
        if WANTED in request.session and _name(request) == SET_UP and has_factor(request.user):
            return redirect(request.session.pop(WANTED))
        if not _protected(request) or has_factor(request.user):
            return None
        if request.method == "GET":
            request.session[WANTED] = request.get_full_path()
        messages.warning(request, "Set up a second step first. Then everything else is open to you.")
        return redirect(SET_UP)


def _protected(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.route.startswith(PROTECTED) and match.view_name not in ALLOWED


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def has_factor(user: User) -> bool:
    """Whether `user` signs in with a second step."""
    return bool(is_mfa_enabled(user, FACTORS))


@transaction.atomic
def remove_factors(*, user: User, by: audit.Actor, started_by: str = "") -> None:
    """Take away every second factor and recovery code of `user`, whose phone or key is lost.

    Staff get here through `centres.accounts.recovery`, which takes two of them; `started_by` is the address of the
    first.
    """
    kinds = list(Authenticator.objects.filter(user=user).order_by("type").values_list("type", flat=True))
    Authenticator.objects.filter(user=user).delete()
    details: dict[str, object] = {"kinds": kinds}
    if started_by:
        details["started by"] = started_by
    audit.record("remove second factor", by=by, target=user.email, details=details)
