"""Placing a hold or a stop takes one person. Ending one takes two, unless it is a hold of one candidate."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from candidates.holds.exceptions import AlreadyEnded
from candidates.holds.scope import Scope
from candidates.models import ChangeRequest, Hold
from candidates.models.holds import HELD_WORDS
from candidates.result_changes import announce
from candidates.second_person import requests
from candidates.second_person.exceptions import ReasonNeeded
from centres.models import User
from results_portal import audit

PERMISSION = "candidates.stop_results"


@transaction.atomic
def place(*, kind: Hold.Kind, scope: Scope, reason: str, by: User, words: str = "") -> Hold:
    """Keep the results in `scope` back from the next request on. `words` are for candidates; a stop has none.

    Raises `PermissionDenied`, `ReasonNeeded` or `ScopeDoesNotFit`.
    """
    _require(by)
    if not reason.strip():
        raise ReasonNeeded
    scope.check()
    if kind == Hold.Kind.STOP:
        words = ""
    elif not words.strip():
        words = HELD_WORDS
    hold = Hold.objects.create(kind=kind, reason=reason.strip(), words=words.strip(), made_by=by, **scope.fields())
    details = {"reason": hold.reason, "words": hold.words}
    announce(series=scope.series, hold=hold)
    _record("stop results" if kind == Hold.Kind.STOP else "hold results", hold, by, details)
    return hold


def needs_second_person(hold: Hold) -> bool:
    """Whether ending `hold` shows results of more than one candidate, or undoes a stop."""
    return hold.kind == Hold.Kind.STOP or hold.candidate_id is None


@transaction.atomic
def end(*, hold: Hold, reason: str, by: User) -> Hold | ChangeRequest:
    """End a hold of one candidate at once, or ask a second person to end another one.

    Returns the ended hold, or the request. Raises `PermissionDenied`, `ReasonNeeded`, `AlreadyEnded` or `AlreadyAsked`.
    """
    _require(by)
    if not reason.strip():
        raise ReasonNeeded
    locked = Hold.objects.select_for_update(of=("self",)).filter(pk=hold.pk, ended_at=None).first()
    if locked is None:
        raise AlreadyEnded
    if not needs_second_person(locked):
        _end(locked, by, reason)
        return locked
    return requests.ask(
        kind=ChangeRequest.Kind.END_HOLD,
        series=locked.series,
        target=f"{locked.kind} {locked.pk}",
        after={"in force": False},
        reason=reason,
        by=by,
    )


def hold_of(request: ChangeRequest) -> Hold:
    """The hold that a request to end one is about."""
    return _named(request.target).get()


def register() -> None:
    """Have requests to end a hold be possible. Called once per process."""
    requests.register(ChangeRequest.Kind.END_HOLD, requests.ChangeKind(permission=PERMISSION, read=_read, apply=_apply))


def _named(target: str) -> QuerySet[Hold]:
    return Hold.objects.filter(pk=requests.key_in(target))


def _read(_series: Any, target: str) -> dict[str, Any]:
    hold = _named(target).select_for_update(of=("self",)).get()
    return {"in force": hold.ended_at is None}


def _apply(request: ChangeRequest, by: User) -> None:
    _end(hold_of(request), by, request.reason)


def _end(hold: Hold, by: User, reason: str) -> None:
    hold.ended_by, hold.ended_at = by, timezone.now()
    hold.save(update_fields=["ended_by", "ended_at"])
    announce(series=hold.series, hold=hold, ends_hold=True)
    _record("end stop" if hold.kind == Hold.Kind.STOP else "end hold", hold, by, {"reason": reason.strip()})


def _require(by: User) -> None:
    if not (by.is_staff and by.has_perm(PERMISSION)):
        raise PermissionDenied(f"{PERMISSION} is not among your permissions")


def _record(action: str, hold: Hold, by: User, details: dict[str, Any]) -> None:
    # Without the centre's number: a head who reads the centre's trail isn't told of a hold before the release.
    audit.record(action, by=by, series=hold.series.slug, target=hold.scope[:200], details=details)
