"""A download that asks for fresh proof begins by itself once it is given, on the page where somebody asked for it.

    @require_GET
    @for_centre(Permission.DOWNLOAD_LETTERS)
    @from_own_pages(back_to="access:overview")
    @proof_before_download("access:overview", "access:candidates")
    def combined(request, *, centre, series): ...

The names are those of the pages that offer the download; whoever comes from none of them is led to the first. What
waits stands in the session, for the one page and for a short time: an address alone begins no download.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.signals import authentication_step_completed
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse

from centres.accounts.reauthentication import DOWNLOAD, PLACE, ask_at, is_fresh

View = Callable[..., HttpResponseBase]

# Seconds from the click to the page on which the download begins.
LASTS = 600
BEGINS = "Show that it is you. The download then begins by itself."


def proof_before_download(*pages: str) -> Callable[[View], View]:
    """Have a view that sends a file do so only after fresh proof, and then by itself on the page that offered it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def protected(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_fresh(request):
                return view(request, *args, **kwargs)
            return ask_before_download(request, page=page_of(request, *pages))

        return protected

    return decorate


def ask_before_download(request: HttpRequest, *, page: str, address: str = "") -> HttpResponse:
    """Lead to the page that asks for proof, and from there to `page`, where the download from `address` begins.

    That is the address asked for, unless it is given; it has to answer GET.
    """
    answer = ask_at(request, back_to=page)
    request.session[DOWNLOAD] = {"address": address or request.get_full_path(), "page": page, "at": time.time()}
    messages.info(request, BEGINS)
    return answer


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


def download_that_begins(request: HttpRequest) -> str:
    """The address of the download that begins on this page, once; "" mostly."""
    if not hasattr(request, "download_begins"):
        request.download_begins = _take(request)  # type: ignore[attr-defined]
    address: str = request.download_begins  # type: ignore[attr-defined]
    return address


def _take(request: HttpRequest) -> str:
    waiting = request.session.get(DOWNLOAD)
    if not waiting or waiting["page"] != request.get_full_path() or not waiting.get("proven"):
        return ""
    del request.session[DOWNLOAD]
    in_time = time.time() - waiting["at"] < LASTS
    return str(waiting["address"]) if in_time and is_fresh(request) else ""


@receiver(authentication_step_completed)
def let_begin(request: HttpRequest, **kwargs: Any) -> None:
    """Proof was given: what waits may begin."""
    waiting = request.session.get(DOWNLOAD)
    if waiting and kwargs.get("reauthenticated"):
        request.session[DOWNLOAD] = {**waiting, "proven": True}
