"""Tells people by e-mail when somebody signs in to their account from a browser that hasn't done so before.

A browser is known by a signed cookie that lists, as keyed digests, the accounts that signed in there. It opens nothing.
"""

from functools import partial
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import user_logged_in
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from centres.models import User
from results_portal.crypto.keyed_digests import is_digest, keyed_digest

COOKIE = f"{settings.COOKIE_PREFIX}officer-devices"
SALT = "accounts that signed in from this browser"
KEPT_SECONDS = 400 * 24 * 3600
# A shared machine in an exams office; with more people than this the oldest are forgotten.
MOST = 20


@receiver(user_logged_in)
def look_at_device(request: HttpRequest, response: HttpResponse, user: User, **_: Any) -> None:
    """Remember the browser for this account; write to its owner if it is new and isn't the account's first."""
    known, this = _known(request), _digest(user)
    if not any(is_digest(one, SALT, str(user.pk)) for one in known) and not getattr(request, "first_sign_in", False):
        notice = partial(get_adapter().send_notification_mail, "account/email/new_device", user)
        transaction.on_commit(notice, robust=True)
    known = [*(one for one in known if one != this), this][-MOST:]
    response.set_cookie(
        COOKIE,
        signing.dumps(known, salt=SALT),
        max_age=KEPT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> list[str]:
    """The digests in the cookie; none if it isn't there, was tampered with, or is too old."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return []
    return [str(digest) for digest in found]


def _digest(user: User) -> str:
    return keyed_digest(SALT, str(user.pk))[:24]
