"""Keeps the form of somebody whose session ran out while they typed; knows them by the session, or by a cookie.

The cookie names the account that was signed in last in this browser, as a signed digest. It opens nothing, goes with
the browser, and is taken away by signing out.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from centres.accounts.kept_forms import store
from centres.accounts.kept_forms.views import KEPT, page_of_form

COOKIE = f"{settings.COOKIE_PREFIX}officer-last"
SALT = "the account that was signed in last"


class KeptForms:
    """Stands after the check of the form's token and before the one that sends strangers to sign in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        _remember(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Keep a form that comes from nobody, or rather from somebody who was signed in a moment ago."""
        page = page_of_form(request, request.resolver_match)
        if not page or request.user.is_authenticated:
            return None
        account = account_before(request)
        if not account or not store.keep(request.POST, account=account, path=page):
            return None
        messages.info(request, KEPT)
        return redirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: page})}")


def account_before(request: HttpRequest) -> str:
    """The account whose session ended with this request, or the last one in this browser; "" where none is known."""
    return getattr(request, "signed_out_account", "") or _last(request)


def _last(request: HttpRequest) -> str:
    """The account that was signed in last in this browser; "" where none is known."""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT))
    except signing.BadSignature:
        return ""


def _remember(request: HttpRequest, response: HttpResponseBase) -> None:
    if request.user.is_authenticated:
        account = store.account_of(request.user)
        if _last(request) != account:
            _set_cookie(response, signing.dumps(account, salt=SALT))
    elif getattr(request, "signed_out_by_hand", False):
        _set_cookie(response, "", max_age=0)


def _set_cookie(response: HttpResponseBase, value: str, max_age: int | None = None) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, value, max_age=max_age, secure=secure, httponly=True, samesite="Lax")
