"""A download that somebody asks for after their session ran out begins once they have signed in again."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from centres.accounts.kept_forms.middleware import account_before
from centres.accounts.waiting_downloads.views import ask_to_sign_in
from results_portal.web.file_responses import came_from_our_own_pages


class WaitingDownloads:
    """Stands before the middleware that sends strangers to sign in, which would lead from there to the bare file."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Have the download wait where this browser was signed in before; a stranger's request goes its usual way."""
        pages = getattr(view, "offered_at", None)
        if not pages or request.method != "GET" or request.user.is_authenticated:
            return None
        account = account_before(request)
        if not account or not came_from_our_own_pages(request):
            return None
        return ask_to_sign_in(request, account=account, pages=pages)
