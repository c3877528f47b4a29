"""The background jobs that make and remove rehearsals: thousands of candidates take longer than a request may."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.db.models.functions import Now
from django.tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from access.rehearsals.remove import remove_rehearsal
from candidates.models import Series
from candidates.rehearsals.make import RehearsalNotPossible, WantedRehearsal, make_rehearsal, require
from candidates.rehearsals.places import TooManyCandidates
from candidates.rehearsals.plan import plan_of
from centres.models import Centre, User

NO_LONGER_ALLOWED = "Whoever asked for it may no longer make or remove rehearsals."
CHANGED = "Something had changed since it was confirmed. Look at it again."
UNKNOWN_FAULT = "Something went wrong. The log has more. Try again."
# For so long the page says what didn't work.
TOLD_FOR = timedelta(days=1)
MOST_TOLD = 20
UNDER_WAY = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalJob:
    """A rehearsal that is being made or removed, or wasn't: `why` says the reason, "" while it is under way."""

    name: str
    removes: bool
    has_begun: bool
    why: str

    @property
    def is_under_way(self) -> bool:
        return not self.why


@task
def make(name: str, by: int, wanted: dict[str, Any], seen: str) -> str:
    """Make what was confirmed. Gives back why nothing was made, "" once it is there."""
    try:
        asked = _allowed(by)
        rehearsal = _wanted(name, wanted)
        if plan_of(rehearsal).digest != seen:
            return CHANGED
        make_rehearsal(rehearsal, by=asked)
    except PermissionDenied:
        return NO_LONGER_ALLOWED
    except (RehearsalNotPossible, TooManyCandidates) as why:
        return str(why)
    return ""


@task
def remove(name: str, by: int, series: int) -> str:
    """Remove it. Gives back why nothing was removed, "" once it is gone."""
    try:
        asked = _allowed(by)
        found = Series.objects.filter(pk=series, name=name).first()
        if found:
            remove_rehearsal(found, by=asked)
    except PermissionDenied:
        return NO_LONGER_ALLOWED
    except RehearsalNotPossible as why:
        return str(why)
    return ""


def ask_to_make(wanted: WantedRehearsal, *, seen: str, by: User) -> None:
    """Have a worker make it, if it is still as in the preview with the digest `seen`."""
    require(by)
    stored = {
        "candidates": wanted.candidates,
        "seed": wanted.seed,
        "opens_at": wanted.opens_at.isoformat(),
        "centres": [centre.number for centre in wanted.centres],
    }
    make.enqueue(wanted.name, by.pk, stored, seen)


def ask_to_remove(series: Series, *, by: User) -> None:
    """Have a worker remove it."""
    require(by)
    remove.enqueue(series.name, by.pk, series.pk)


def jobs() -> list[RehearsalJob]:
    """What is under way, and what didn't work lately; the newest first. One query."""
    went_wrong = Q(status=TaskResultStatus.FAILED) | (Q(status=TaskResultStatus.SUCCESSFUL) & ~Q(return_value=""))
    told = Q(status__in=UNDER_WAY) | (went_wrong & Q(finished_at__gt=Now() - TOLD_FOR))
    rows = DBTaskResult.objects.filter(told, task_path__in=(make.module_path, remove.module_path))
    return [_job(row) for row in rows.order_by("-enqueued_at", "pk")[:MOST_TOLD]]


def is_under_way(name: str) -> bool:
    """Whether the rehearsal of this name is being made or removed."""
    paths = (make.module_path, remove.module_path)
    return DBTaskResult.objects.filter(status__in=UNDER_WAY, task_path__in=paths, args_kwargs__args__0=name).exists()


def _job(row: DBTaskResult[Any, Any]) -> RehearsalJob:
    why = ""
    if row.status == TaskResultStatus.FAILED:
        why = UNKNOWN_FAULT
    elif row.status == TaskResultStatus.SUCCESSFUL:
        why = str(row.return_value)
    return RehearsalJob(
        name=row.args_kwargs["args"][0],
        removes=row.task_path == remove.module_path,
        has_begun=row.status == TaskResultStatus.RUNNING,
        why=why,
    )


def _allowed(pk: int) -> User:
    """Whoever asked. Raises `PermissionDenied` where that person may not any more."""
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise PermissionDenied
    require(found)
    return found


def _wanted(name: str, stored: dict[str, Any]) -> WantedRehearsal:
    found = {centre.number: centre for centre in Centre.objects.filter(number__in=stored["centres"])}
    return WantedRehearsal(
        name=name,
        candidates=stored["candidates"],
        seed=stored["seed"],
        opens_at=datetime.fromisoformat(stored["opens_at"]),
        centres=tuple(found[number] for number in stored["centres"] if number in found),
    )
