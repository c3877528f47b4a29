"""Asks for proof before a file is sent, and leads back to the page that offers it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from centres.accounts.reauthentication import PLACE, ask_at, is_fresh
from centres.accounts.waiting_downloads.waiting import let_wait

View = Callable[..., HttpResponseBase]

BEGINS = "Show that it is you. The download then begins by itself."
SIGN_IN = "Sign in again. The download then begins by itself."


def proof_before_download(*pages: str) -> Callable[[View], View]:
    """Have a view that sends a file do so only after fresh proof, and then by itself on the page that offered it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def protected(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_fresh(request):
                return view(request, *args, **kwargs)
            return ask_before_download(request, page=page_of(request, *pages))

        protected.offered_at = pages  # type: ignore[attr-defined]
        return protected

    return decorate


def ask_before_download(request: HttpRequest, *, page: str, address: str = "") -> HttpResponse:
    """Lead to the page that asks for proof, and from there to `page`, where the download from `address` begins.

    That is the address asked for, unless it is given; it has to answer GET.
    """
    answer = ask_at(request, back_to=page)
    let_wait(request, address=address or request.get_full_path(), page=page)
    messages.info(request, BEGINS)
    return answer


def ask_to_sign_in(request: HttpRequest, *, account: str, pages: tuple[str, ...]) -> HttpResponse:
    """Lead whoever was signed out a while ago to the sign-in, and from there to the page that offers the download.

    It begins there if the same `account` signs in.
    """
    page = page_of(request, *pages)
    let_wait(request, address=request.get_full_path(), page=page, account=account)
    messages.info(request, SIGN_IN)
    return redirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: page})}")


def page_of(request: HttpRequest, *pages: str) -> str:
    """The address of the page from which the browser came, if it is one of these of the same place; else the first."""
    here = request.resolver_match
    place = {part: here.kwargs[part] for part in PLACE if part in here.kwargs} if here else {}
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc == request.get_host():
        try:
            match = resolve(came_from.path)
        except Resolver404:
            match = None
        same_place = match is not None and place.items() <= match.kwargs.items()
        if match is not None and same_place and match.view_name in pages:
            return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return reverse(pages[0], kwargs=place)
