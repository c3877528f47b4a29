"""A candidate's session: a signed cookie of its own, apart from officers' sessions, with nothing stored per sign-in.

The cookie names the credential, its epoch and its issue. Each request compares them with the database, so raising the
epoch (sign-out) or the issue (a new password) ends every session of that candidate on its next request.
"""

from dataclasses import astuple, dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from access.models import Credential
from candidates.models import Candidate
from results_portal.db import clock

_SALT = "candidate session"


class _Signer(signing.TimestampSigner):
    """Counts the age by the database's clock, so that a machine whose own is wrong signs nobody out."""

    def timestamp(self) -> str:
        return signing.b62_encode(int(clock.now()))

    def unsign(self, value: str, max_age: int | timedelta | None = None) -> str:
        """The age is counted by this machine's clock: it may be as much higher as that is ahead."""
        if max_age is None:
            return super().unsign(value)
        age = max_age if isinstance(max_age, timedelta) else timedelta(seconds=max_age)
        return super().unsign(value, age + timedelta(seconds=clock.ahead()))


class SessionExpired(Exception):
    """The cookie is ours but older than a session may get."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a cookie says: whose session it is, and which epoch and issue of the credential it began with."""

    credential_id: int
    epoch: int
    issue: int


def begin(response: HttpResponseBase, credential: Credential) -> None:
    """Give the browser a session for the holder of `credential`, in the place of any that it had.

    The cookie has no age, so that it goes when the browser is closed: computers are shared. Its signature has one.
    """
    claim = Claim(credential.pk, credential.epoch, credential.issue)
    response.set_cookie(
        settings.CANDIDATE_COOKIE_NAME,
        _Signer(salt=_SALT).sign_object(astuple(claim)),
        secure=settings.CANDIDATE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def claimed(request: HttpRequest) -> Claim | None:
    """What the request's cookie says; None without a cookie or with one that isn't ours. Raises `SessionExpired`."""
    cookie = request.COOKIES.get(settings.CANDIDATE_COOKIE_NAME)
    if not cookie:
        return None
    try:
        return Claim(*_Signer(salt=_SALT).unsign_object(cookie, max_age=settings.CANDIDATE_SESSION_SECONDS))
    except signing.SignatureExpired as why:
        raise SessionExpired from why
    except signing.BadSignature:
        return None


def end_everywhere(candidate: Candidate) -> None:
    """End every session of `candidate`, on whichever device, with its next request."""
    Credential.objects.filter(candidate=candidate).update(epoch=F("epoch") + 1)


def forget(response: HttpResponseBase) -> None:
    """Take the cookie from the browser."""
    response.delete_cookie(settings.CANDIDATE_COOKIE_NAME, samesite="Lax")
