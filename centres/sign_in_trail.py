"""The audit trail of signing in: who came in, with what, and which passwords and second factors changed."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_step
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from centres.models import User
from results_portal import audit


@receiver(account.user_logged_in)
def signed_in(user: User, **_: Any) -> None:
    _note("sign in", user)


@receiver(user_logged_out)
def signed_out(user: User | None, request: HttpRequest | None = None, **_: Any) -> None:
    if user is not None:
        _note("sign out", user, why=getattr(request, "signed_out_because", ""))


@receiver(account.password_changed)
def password_changed(user: User, **_: Any) -> None:
    _note("change own password", user)


@receiver(account.password_reset)
def password_reset(user: User, **_: Any) -> None:
    _note("set a new password by e-mail", user)


@receiver(second_step.authenticator_added)
def factor_added(user: User, authenticator: Authenticator, **_: Any) -> None:
    _note("add second factor", user, authenticator)


@receiver(second_step.authenticator_removed)
def factor_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    _note("remove second factor", user, authenticator)


@receiver(second_step.authenticator_reset)
def factor_renewed(user: User, authenticator: Authenticator, **_: Any) -> None:
    _note("renew second factor", user, authenticator)


@receiver(second_step.authentication_failed)
def factor_refused(user: User, authenticator: Authenticator, **_: Any) -> None:
    _note("wrong second factor", user, authenticator)


def _note(action: str, user: User, authenticator: Authenticator | None = None, *, why: str = "") -> None:
    details = {"kind": str(authenticator.type)} if authenticator else {}
    if why:
        details["why"] = why
    with transaction.atomic():
        audit.record(action, by=user, target=user.email, details=details)
