"""The audit trail of signing in: who came in, with what, who didn't, and which passwords and second factors changed.

Changes of one's account are written within their transaction (`centres.accounts.urls`): without an entry, no change.
"""

from typing import Any

from allauth.account import signals as account
from allauth.core import context
from allauth.mfa import signals as second_step
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from centres.models import User
from results_portal import audit
from results_portal.db import rate_limits
from results_portal.monitoring import figures
from results_portal.monitoring.figures import PORTAL, Figure

TOO_MANY = "too many tries"


@receiver(account.user_logged_in)
def signed_in(user: User, **_: Any) -> None:
    figures.note(Figure.SIGNED_IN, site=PORTAL)
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


@receiver(post_save, sender=Authenticator)
def factor_made(instance: Authenticator, created: bool, **_: Any) -> None:  # noqa: FBT001 - Django's signature
    """allauth's own signal comes after the commit, when there is nothing left that a missing entry could undo."""
    if created:
        _note("renew second factor" if _makes_new_codes() else "add second factor", instance.user, instance)


@receiver(second_step.authenticator_removed)
def factor_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    _note("remove second factor", user, authenticator)


@receiver(second_step.authentication_failed)
def factor_refused(user: User, authenticator: Authenticator, **_: Any) -> None:
    kind = str(authenticator.type)
    figures.note(Figure.WRONG_DETAILS, site=PORTAL)
    with transaction.atomic():
        audit.record_counted("wrong second factor", by=user, about=kind, target=user.email, details={"kind": kind})


def refused(request: HttpRequest, email: str, *, why: str) -> None:
    """Somebody isn't let in, or gives no fresh proof. An address is written only if an account has it.

    What is no account's address may be a password that was typed into the wrong field.
    """
    figures.note(Figure.TOO_MANY_TRIES if why == TOO_MANY else Figure.WRONG_DETAILS, site=PORTAL)
    signed_in = request.user if request.user.is_authenticated else None
    account_of = User.objects.filter(email=User.objects.normalize_email(email)).values_list("email", flat=True)
    known = signed_in.email if signed_in else account_of.first()
    details = {"why": why}
    if not known:
        details["account"] = "unknown"
    with transaction.atomic():
        audit.record_counted(
            "refuse sign-in",
            by=signed_in or audit.Anybody(),
            about=f"{known or 'an unknown account'}, {why}",
            target=known or "",
            details=details,
        )


def held_up(request: HttpRequest, email: str) -> None:
    """There were too many tries. Said once in a while for each address and account, or tries would flood the trail."""
    whence = audit.request_address.get()
    try:
        rate_limits.count({rate_limits.key_of("held up", f"{whence} {email}"): 1}, of="notes of officer sign-in")
    except rate_limits.TooManyTries:
        figures.note(Figure.TOO_MANY_TRIES, site=PORTAL)
        return
    refused(request, email, why=TOO_MANY)


def ended_elsewhere(user: User, *, count: int) -> None:
    """Within the transaction that ends the sessions."""
    audit.record("sign out elsewhere", by=user, target=user.email, details={"sessions": count})


def _makes_new_codes() -> bool:
    match = context.request.resolver_match if context.request else None
    return match is not None and match.view_name == "mfa_generate_recovery_codes"


def _note(action: str, user: User, authenticator: Authenticator | None = None, *, why: str = "") -> None:
    details = {"kind": str(authenticator.type)} if authenticator else {}
    if why:
        details["why"] = why
    with transaction.atomic():
        audit.record(action, by=user, target=user.email, details=details)
