"""The download that waits in a session: put there before the proof, let begin by it, taken once by the page."""

import time
from typing import Any

from allauth.account.signals import authentication_step_completed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from centres.accounts.kept_forms.store import names_of
from centres.accounts.reauthentication import DOWNLOAD, is_fresh
from centres.models import User

# Seconds from the click to the page on which the download begins.
LASTS = 600


def let_wait(request: HttpRequest, *, address: str, page: str, account: str = "") -> None:
    """Have the download from `address` wait for the page at `page`, in the place of any other.

    `account` names who has to sign in for it, where nobody is signed in.
    """
    request.session[DOWNLOAD] = {"address": address, "page": page, "at": time.time(), "account": account}


@receiver(authentication_step_completed)
def let_begin(request: HttpRequest, **kwargs: Any) -> None:
    """Proof was given: what waits may begin."""
    waiting = request.session.get(DOWNLOAD)
    if waiting and kwargs.get("reauthenticated"):
        request.session[DOWNLOAD] = {**waiting, "proven": True}


@receiver(user_logged_in)
def let_begin_after_sign_in(request: HttpRequest, user: User, **_: Any) -> None:
    """What the same person asked for before they were signed out may begin; anybody else's is given up."""
    waiting = request.session.pop(DOWNLOAD, None)
    if waiting and waiting["account"] in names_of(user):
        request.session[DOWNLOAD] = {**waiting, "proven": True}


def download_that_begins(request: HttpRequest) -> str:
    """The address of the download that begins on this page, once; "" mostly. A page may ask several times."""
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
