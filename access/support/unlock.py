"""Unlocking a username that wrong passwords have shut: the one thing that support can change."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.models import Credential
from access.sign_in.rate_limits import forget_failures, seconds_locked
from centres.models import User
from results_portal import audit

PERMISSION = "access.unlock_username"


class NotLocked(Exception):
    """Nothing is to be unlocked."""

    def __init__(self) -> None:
        super().__init__("This username isn't locked: its next wrong password is still let through.")


@transaction.atomic
def unlock_username(*, credential: Credential, by: User) -> None:
    """Let wrong passwords with this username be counted anew. Raises `PermissionDenied` or `NotLocked`."""
    if not (by.is_staff and by.has_perm(PERMISSION)):
        raise PermissionDenied(f"{PERMISSION} is not among your permissions")
    if not seconds_locked(credential.username):
        raise NotLocked
    forget_failures([credential.username])
    candidate = credential.candidate
    audit.record(
        "unlock username",
        by=by,
        centre_number=candidate.centre.number,
        series=candidate.series.slug,
        target=candidate.number,
    )
