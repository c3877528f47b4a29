"""What of allauth's pages this service offers: sign-in, password, second step, sessions. No sign-up, no own addresses.

Which address is whose is the board's to say, so a second table of addresses, which allauth would keep, stays empty.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, include, path, re_path
from django.views.generic import RedirectView

from centres.accounts.reauthentication import ask_for_proof, is_fresh
from centres.accounts.session_timeout import session

View = Callable[..., HttpResponseBase]


@login_not_required
def not_offered(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Stands before a page of allauth's that this service doesn't have."""
    raise Http404("this page is not part of the service")


def changing(view: View) -> View:
    """A page of allauth's whose POST changes an account: the change and its audit entry happen, or neither."""

    @wraps(view)
    def together(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return together


def proven(view: View) -> View:
    """A page of allauth's that anybody signed in may look at, but whose POST wants fresh proof."""

    @wraps(view)
    def after_proof(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not is_fresh(request):
            return ask_for_proof(request, back_to=request.path)
        return view(request, *args, **kwargs)

    return after_proof


CHANGING: list[URLPattern] = [
    path("password/change/", changing(account.password_change), name="account_change_password"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        changing(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("2fa/totp/activate/", changing(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", changing(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/webauthn/add/", changing(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", changing(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path(
        "2fa/recovery-codes/generate/",
        changing(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("sessions/", proven(changing(sessions.list_usersessions)), name="usersessions_list"),
]

urlpatterns = [
    *CHANGING,
    path("session/", session, name="account_session"),
    path("email/", RedirectView.as_view(pattern_name="mfa_index"), name="account_email"),
    path("confirm-email/", not_offered),
    path("confirm-email/<path:rest>", not_offered),
    path("login/code/<path:rest>", not_offered),
    path("password/set/", not_offered),
    path("", include("allauth.urls")),
]
