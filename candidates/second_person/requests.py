"""The life of a change that needs two people: asked for, then confirmed, refused or withdrawn.

What a kind of change does stands in the room of that kind, which registers it here: how the target stands now, and how
the change is done. A request is confirmed only while its target stands as it did when the request was made; both are
compared under a lock, so two people who confirm at once do it once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.models import ChangeRequest, Series
from candidates.second_person.exceptions import (
    AlreadyAsked,
    AlreadyDecided,
    NothingChanges,
    Outdated,
    ReasonNeeded,
    SamePerson,
)
from centres.models import User
from results_portal import audit

Value = dict[str, Any]
State = ChangeRequest.State


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeKind:
    """What has to be known of one kind of change.

    `permission` may ask and confirm. `read` gives how the target stands now, as plain values, and locks its rows.
    `apply` does what the request says, by the person who confirmed it, and writes its own audit entry. `page` gives
    the address of the page that shows such a request, where it has one of its own; `sentences` what it would do now,
    where the usual page can't work that out by itself.
    """

    permission: str
    read: Callable[[Series, str], Value]
    apply: Callable[[ChangeRequest, User], None]
    page: Callable[[ChangeRequest], str] | None = None
    sentences: Callable[[ChangeRequest], tuple[str, ...]] | None = None


_kinds: dict[str, ChangeKind] = {}


def register(kind: ChangeRequest.Kind, what: ChangeKind) -> None:
    """Have requests of `kind` be possible. Called once per process, from the app's `ready()`."""
    _kinds[kind.value] = what


def key_in(target: str) -> int:
    """The key at the end of a target such as "load 12"."""
    return int(target.rpartition(" ")[2])


@transaction.atomic
def ask(*, kind: ChangeRequest.Kind, series: Series, target: str, after: Value, reason: str, by: User) -> ChangeRequest:
    """Ask for a change. Nothing changes but that a second person can confirm it.

    Raises `PermissionDenied`, `ReasonNeeded`, `NothingChanges` or `AlreadyAsked`.
    """
    what = _kinds[kind.value]
    _require(what, by)
    if not reason.strip():
        raise ReasonNeeded
    before = what.read(series, target)
    if before == after:
        raise NothingChanges
    _end_outdated(kind, series, target, before)
    try:
        with transaction.atomic():
            request = ChangeRequest.objects.create(
                kind=kind,
                series=series,
                target=target,
                before=before,
                after=after,
                reason=reason.strip(),
                asked_by=by,
            )
    except IntegrityError as why:
        raise AlreadyAsked from why
    _record("ask for a change", request, by)
    return request


def confirm(*, request: ChangeRequest, by: User) -> ChangeRequest:
    """Do what was asked for, on the word of a second person.

    Raises `PermissionDenied`, `SamePerson`, `AlreadyDecided`, or `Outdated` after marking the request as such.
    """
    with transaction.atomic():
        locked, what = _locked(request, by)
        if locked.asked_by_id == by.pk:
            raise SamePerson
        still = what.read(locked.series, locked.target) == locked.before
        _decide(locked, State.CONFIRMED if still else State.OUTDATED, by)
        if still:
            what.apply(locked, by)
            _record("confirm a change", locked, by)
    if not still:
        raise Outdated
    return locked


@transaction.atomic
def decline(*, request: ChangeRequest, by: User) -> ChangeRequest:
    """End a request with nothing changed: withdrawn by whoever asked, refused by anybody else.

    Raises `PermissionDenied` or `AlreadyDecided`.
    """
    locked, _ = _locked(request, by)
    if locked.asked_by_id == by.pk:
        _decide(locked, State.WITHDRAWN, by)
        _record("withdraw a change", locked, by)
    else:
        _decide(locked, State.REFUSED, by)
        _record("refuse a change", locked, by)
    return locked


def may_decide(request: ChangeRequest, user: User) -> bool:
    """Whether `user` could confirm this: somebody else than the one who asked, with the permission."""
    return request.asked_by_id != user.pk and user.is_staff and user.has_perm(_kinds[request.kind].permission)


def own_page(request: ChangeRequest) -> str:
    """The address of the page on which this request is shown and decided; "" for the usual one."""
    page = _kinds[request.kind].page
    if page is None:
        return ""
    return page(request)


def sentences_of(request: ChangeRequest) -> tuple[str, ...]:
    """What confirming the request would do now, in sentences; none where its kind says it otherwise."""
    sentences = _kinds[request.kind].sentences
    if sentences is None:
        return ()
    return sentences(request)


def _locked(request: ChangeRequest, by: User) -> tuple[ChangeRequest, ChangeKind]:
    what = _kinds[request.kind]
    _require(what, by)
    rows = ChangeRequest.objects.select_for_update(of=("self",)).select_related("series", "asked_by")
    locked = rows.filter(pk=request.pk, state=State.WAITING).first()
    if locked is None:
        raise AlreadyDecided
    return locked, what


def _decide(request: ChangeRequest, state: State, by: User) -> None:
    request.state, request.decided_by, request.decided_at = state, by, timezone.now()
    request.save(update_fields=["state", "decided_by", "decided_at"])


def _end_outdated(kind: ChangeRequest.Kind, series: Series, target: str, before: Value) -> None:
    """A request that can't be confirmed any more doesn't stand in the way of a new one."""
    waiting = ChangeRequest.objects.filter(kind=kind, series=series, target=target, state=State.WAITING)
    for request in waiting.select_for_update():
        if request.before != before:
            request.state, request.decided_at = State.OUTDATED, timezone.now()
            request.save(update_fields=["state", "decided_at"])


def _require(what: ChangeKind, by: User) -> None:
    if not (by.is_staff and by.has_perm(what.permission)):
        raise PermissionDenied(f"{what.permission} is not among your permissions")


def _record(action: str, request: ChangeRequest, by: User) -> None:
    details: Value = {"what": request.get_kind_display(), "before": request.before, "after": request.after}
    details["reason"] = request.reason
    if request.asked_by_id != by.pk:
        details["asked by"] = request.asked_by.email
    audit.record(action, by=by, series=request.series.slug, target=request.target, details=details)
