"""How allauth signs officers and staff in."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from centres.models import User
from results_portal.middleware import client_address

TOO_MANY_TRIES = "There were too many wrong tries. Wait five minutes, then try again."
WRONG_CODE = "That code doesn't fit. Type the one that the app shows at this moment."


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
