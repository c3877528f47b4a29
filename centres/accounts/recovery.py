"""Whoever lost their second factor gets in again, though nobody alone can take a factor away.

Staff start it (support may), the person confirms with a link that is sent to their address, and a second member of
staff approves: only then are the factors gone. All of it within a day.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from centres.accounts.second_factor import has_factor, remove_factors
from centres.emails import full_address, send_email
from centres.models import RecoveryRequest, User
from centres.one_time_links import digest_of, digests_of, new_token
from results_portal import audit

PURPOSE = "recovery"
LASTS = timedelta(hours=24)
START, APPROVE = "centres.start_recovery", "centres.approve_recovery"


class CannotRecover(Exception):
    """Why a recovery doesn't go on, in words for staff."""


class NothingToRemove(CannotRecover):
    """The account has no second factor, or is closed."""


class OwnRecovery(CannotRecover):
    """Somebody wants to recover their own account as staff."""


class SamePerson(CannotRecover):
    """Whoever started it wants to approve it."""


class NeedsSuperuser(CannotRecover):
    """Somebody else than a superuser wants to approve the recovery of one."""


class NotConfirmed(CannotRecover):
    """The person hasn't confirmed it yet."""


class Ended(CannotRecover):
    """It was approved, cancelled, or took too long."""


class LinkUsedUp(Exception):
    """The link is unknown, was used, or its time is over."""


@transaction.atomic
def start(*, user: User, by: User) -> RecoveryRequest:
    """Ask the person by e-mail whether they lost their factor; an earlier recovery that is still open ends.

    Raises a `CannotRecover` or `PermissionDenied`.
    """
    _allowed(START, by)
    if user.pk == by.pk:
        raise OwnRecovery("You can't recover your own account. Ask a colleague.")
    if not user.is_active or not has_factor(user):
        raise NothingToRemove(f"{user.email} has no second step that could be lost, or the account is closed.")
    User.objects.select_for_update(no_key=True).filter(pk=user.pk).first()
    _open().filter(user=user).update(cancelled_at=timezone.now())
    token = new_token()
    recovery = RecoveryRequest.objects.create(
        user=user, digest=digest_of(token, purpose=PURPOSE), started_by=by, expires_at=timezone.now() + LASTS
    )
    context = {"link": full_address("centres:recovery", token), "expires": recovery.expires_at, **_contact()}
    send_email(user.email, template="recovery_started", context=context)
    audit.record("start recovery", by=by, target=user.email)
    return recovery


def recovery_of(token: str) -> RecoveryRequest:
    """What the link with this token is about; raises `LinkUsedUp`."""
    waiting = _open().select_related("user").filter(confirmed_at=None, expires_at__gt=timezone.now())
    found = waiting.filter(digest__in=digests_of(token, purpose=PURPOSE), user__is_active=True).first()
    if found is None:
        raise LinkUsedUp("This link doesn't work any more.")
    return found


@transaction.atomic
def confirm(*, token: str) -> RecoveryRequest:
    """The person says that they lost their factor. Nothing is taken away yet. Raises `LinkUsedUp`."""
    recovery = recovery_of(token)
    now = timezone.now()
    if not _open().filter(pk=recovery.pk, confirmed_at=None).update(confirmed_at=now):
        raise LinkUsedUp("This link doesn't work any more.")
    recovery.confirmed_at = now
    audit.record("confirm recovery", by=recovery.user, target=recovery.user.email)
    return recovery


@transaction.atomic
def approve(*, recovery: RecoveryRequest, by: User) -> None:
    """Take the factors away on the word of a second member of staff, and tell the person.

    Raises a `CannotRecover` or `PermissionDenied`.
    """
    _allowed(APPROVE, by)
    known = _locked(recovery)
    if by.pk == known.started_by_id:
        raise SamePerson("You started this yourself. Somebody else has to approve it.")
    if by.pk == known.user_id:
        raise OwnRecovery("You can't recover your own account. Ask a colleague.")
    if known.user.is_superuser and not by.is_superuser:
        raise NeedsSuperuser(f"Only a superuser can approve that for {known.user.email}.")
    if known.confirmed_at is None:
        raise NotConfirmed(f"{known.user.email} hasn't confirmed it yet, with the link in our e-mail.")
    known.approved_by, known.approved_at = by, timezone.now()
    known.save(update_fields=["approved_by", "approved_at"])
    send_email(known.user.email, template="recovery_done", context=_contact())
    remove_factors(user=known.user, by=by, started_by=known.started_by.email)


@transaction.atomic
def cancel(*, recovery: RecoveryRequest, by: User) -> None:
    """End it with nothing changed. Raises `Ended` or `PermissionDenied`."""
    if not by.has_perm(APPROVE):
        _allowed(START, by)
    known = _locked(recovery)
    known.cancelled_at = timezone.now()
    known.save(update_fields=["cancelled_at"])
    audit.record("cancel recovery", by=by, target=known.user.email)


def _open() -> QuerySet[RecoveryRequest]:
    return RecoveryRequest.objects.filter(approved_at=None, cancelled_at=None)


def _locked(recovery: RecoveryRequest) -> RecoveryRequest:
    """The recovery as it is now; raises `Ended`."""
    rows = _open().select_for_update(of=("self",)).select_related("user", "started_by")
    known = rows.filter(pk=recovery.pk, expires_at__gt=timezone.now()).first()
    if known is None:
        raise Ended("This recovery has ended. Start a new one if it is still needed.")
    return known


def _allowed(permission: str, by: User) -> None:
    if not (by.is_staff and by.has_perm(permission)):
        raise PermissionDenied(f"{permission} is not among your permissions")


def _contact() -> dict[str, str]:
    return {"customer_services": settings.CUSTOMER_SERVICES_EMAIL}
