"""What a view says and asks: that its form is worth keeping, and what was typed there before."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.urls import ResolverMatch, reverse

from centres.accounts.kept_forms import store

KEPT = "What you entered is kept for half an hour and comes back filled in."
BACK = "What you entered is back. Check it, and send it once more."
# Parts of an address that say which centre and series it is about; the page that has the form takes those it has.
PLACE = ("centre_number", "series_slug")


def keeps_form[View: Callable[..., Any]](*, shown_at: str = "") -> Callable[[View], View]:
    """Mark a view whose form is kept where the session or the proof ran out. Stands above its other decorators.

    `shown_at` names the page that has the form, where it isn't the view's own.
    """

    def mark(view: View) -> View:
        view.shown_at = shown_at  # type: ignore[attr-defined]
        return view

    return mark


def page_of_form(request: HttpRequest, match: ResolverMatch | None) -> str:
    """The address of the page on which the form of this request is shown; "" where its form isn't kept."""
    shown_at = getattr(match.func, "shown_at", None) if match else None
    if match is None or shown_at is None or request.method != "POST":
        return ""
    if not shown_at:
        return request.get_full_path()
    return reverse(shown_at, kwargs={part: match.kwargs[part] for part in PLACE if part in match.kwargs})


def keep_for_later(request: HttpRequest, *, path: str) -> None:
    """Keep what the signed-in user sent, who has to show that it is them first; it comes back at `path`."""
    if not page_of_form(request, request.resolver_match) or not request.user.is_authenticated:
        return
    if store.keep(request.POST, account=store.account_of(request.user), path=path):
        messages.info(request, KEPT)


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What this user typed on this page before their session or proof ran out, to be shown once; None mostly."""
    if request.method != "GET" or not request.user.is_authenticated:
        return None
    typed = store.take(accounts=store.names_of(request.user), path=request.get_full_path())
    if typed is not None:
        messages.info(request, BACK)
    return typed
