"""Fresh proof that the person at the browser is the one who signed in, asked for before what is worth protecting.

    @require_http_methods(["GET", "HEAD", "POST"])
    @for_centre(Permission.CHANGE_ACCESS)      # who may do it at all is asked first: 404 and 403 come before a password
    @fresh_proof
    def status(request, *, centre, series): ...

Signing in counts, and so does every later proof by password, code or key; each lasts `PROOF_MINUTES`. Whoever lacks it
is led to the page that asks for it and comes back with GET, so a POST changes nothing and is never replayed. A view
that answers POST alone names the page to come back to (for one that sends a file see `waiting_downloads`):

    @proof_needed(back_to="access:overview")

Where only some requests need proof, ask inside the view:

    if large and not is_fresh(request):
        return ask_for_proof(request, back_to=reverse(...))
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import authentication_step_completed
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from centres.accounts.kept_forms import keep_for_later

View = Callable[..., HttpResponseBase]

# Parts of an address that say which centre and series it is about; the page to come back to takes those it has.
PLACE = ("centre_number", "series_slug")
WAITING = "proof_is_awaited"
DOWNLOAD = "download_waits"
NOTHING_DONE = "Nothing was done yet. Show that it is you; then do it once more."
GO_ON = "Thank you. Now do it once more."


def is_fresh(request: HttpRequest, *, minutes: int | None = None) -> bool:
    """Whether the signed-in user proved who they are within `minutes`, `PROOF_MINUTES` if not given."""
    proofs = get_authentication_records(request, request.user) if request.user.is_authenticated else []
    latest = max((float(proof["at"]) for proof in proofs), default=0.0)
    return time.time() - latest < 60 * (settings.PROOF_MINUTES if minutes is None else minutes)


def ask_for_proof(request: HttpRequest, *, back_to: str) -> HttpResponse:
    """Lead to the page that asks for proof and afterwards to the address `back_to`, which has to answer GET."""
    if request.method not in {"GET", "HEAD"} or back_to != request.get_full_path():
        request.session[WAITING] = True
        messages.info(request, NOTHING_DONE)
        keep_for_later(request, path=back_to)
    return ask_at(request, back_to=back_to)


def ask_at(request: HttpRequest, *, back_to: str) -> HttpResponse:
    """Lead to the page that asks for proof, and say nothing about what comes then."""
    # A download that waited for an earlier proof was given up.
    request.session.pop(DOWNLOAD, None)
    address = f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: back_to})}"
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return redirect(address)


def proof_needed(*, minutes: int | None = None, back_to: str | None = None) -> Callable[[View], View]:
    """Have a view answer only after fresh proof. `back_to` is the name of an address; by default the view's own."""

    def decorate(view: View) -> View:
        @wraps(view)
        def protected(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_fresh(request, minutes=minutes):
                return view(request, *args, **kwargs)
            return ask_for_proof(request, back_to=_address(request, back_to))

        return protected

    return decorate


fresh_proof = proof_needed()


def _address(request: HttpRequest, name: str | None) -> str:
    match = request.resolver_match
    if name is None or match is None:
        return request.get_full_path()
    return reverse(name, kwargs={part: match.kwargs[part] for part in PLACE if part in match.kwargs})


@receiver(authentication_step_completed)
def go_on(request: HttpRequest, **kwargs: Any) -> None:
    """Once proof is given, the session gets another cookie, and the next page says that the deed is still to be done.

    A copy of the old cookie is worth nothing after that.
    """
    if not kwargs.get("reauthenticated"):
        return
    if request.session.pop(WAITING, False):
        messages.info(request, GO_ON)
    request.session.cycle_key()
    UserSession.objects.create_from_request(request)
