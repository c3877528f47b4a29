"""How allauth signs officers and staff in."""

import logging
import time
from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from centres.accounts import audit
from centres.models import User
from results_portal.web.client_address import client_address

logger = logging.getLogger(__name__)

TOO_MANY_TRIES = "There were too many wrong tries. Wait five minutes, then try again."
WRONG_CODE = "That code doesn't fit. Type the one that the app shows at this moment."


class OwnSite:
    """What allauth's e-mails ask of a site."""

    name = "Candidate Results Service"

    @property
    def domain(self) -> str:
        return urlsplit(settings.PORTAL_URL).netloc


OWN_SITE = OwnSite()


class OfficersAdapter(DefaultAccountAdapter):
    """Nobody signs up: the board makes accounts. Failed tries are counted by the address that the proxies vouch for."""

    error_messages: dict[str, Any] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "Email address and password don't belong together. Check both.",
        "enter_current_password": "That is not your present password.",
        "incorrect_password": "That is not your password.",
        "too_many_login_attempts": TOO_MANY_TRIES,
        "rate_limited": TOO_MANY_TRIES,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Nobody is warned of the browser from which they sign in for the first time at all."""
        request.first_sign_in = user.last_login is None  # type: ignore[attr-defined]
        super().login(request, user)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Without the host, to which any port may be written: each would have tries of its own."""
        return str(credentials.get("email", "")).lower()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            audit.held_up(request, str(credentials.get("email", "")))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        audit.refused(request, str(credentials.get("email", "")), why="wrong password")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        audit.refused(request, user.email, why="the account is closed")
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Once the change that it tells of is committed; the change stands even where no e-mail can be sent."""
        transaction.on_commit(partial(self._notify, *args, **kwargs))

    def _notify(self, template_prefix: str, *args: Any, **kwargs: Any) -> None:
        try:
            super().send_notification_mail(template_prefix, *args, **kwargs)
        except OSError:
            # The error's text may have the address.
            logger.error("an e-mail (%s) was not sent; see the mail server's log", template_prefix)  # noqa: TRY400

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """An e-mail names the service by its own address, not by what the request said that its host was."""
        super().send_mail(template_prefix, email, {**context, "current_site": OWN_SITE})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Built from `PORTAL_URL`: a request's host may bring any port, behind which somebody else listens."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.PORTAL_URL}{path}"

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just signed in isn't asked for the password again; five minutes later they are."""
        proofs = get_authentication_records(self.request, self.request.user)
        fresh = bool(proofs) and time.time() - proofs[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not fresh


class SecondStepAdapter(DefaultMFAAdapter):
    """The second step, in this service's words."""

    error_messages: dict[str, Any] = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}


class SessionsAdapter(DefaultUserSessionsAdapter):
    """*Where you are signed in*: ending sessions elsewhere is recorded."""

    def end_sessions(self, sessions: Sequence[UserSession]) -> None:
        with transaction.atomic():
            super().end_sessions(sessions)
            if sessions:
                audit.ended_elsewhere(sessions[0].user, count=len(sessions))
