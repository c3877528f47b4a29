"""What has to be well for the service to work: each room registers the checks that only it can make.

`/healthz` only says that the process answers: whoever restarts what doesn't, would make nothing better by a restart
where the database is away. `/readyz` says whether this process is to be sent requests. Not everything that is wrong is
a reason not to: without workers, or on hold, pages are served as before, and what is the same for all processes (a
bucket that is away) would take all of them out of service at once. Such checks are registered as not `needed`.
"""

import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from threading import Lock

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

# Says what is wrong, in words for whoever runs the service, or "" when all is well. May raise DatabaseError.
HealthCheck = Callable[[], str]


class Readiness(StrEnum):
    """Whether requests are to be sent here."""

    READY = "ready"
    DEGRADED = "degraded"
    NOT_READY = "not ready"


_checks: dict[str, HealthCheck] = {}
# Without what these speak of, nothing is served well.
_needed = {"database", "migrations"}


def register(name: str, check: HealthCheck, *, needed: bool = False) -> None:
    """Have `/readyz` report on `name`. Called once per process, from an app's `ready()`.

    A check answers within about two seconds, whatever is wrong. `needed` says that this process serves nobody well
    without it; only what may be wrong with one process and well with its neighbour is.
    """
    _checks[name] = check
    if needed:
        _needed.add(name)


def report() -> dict[str, str]:
    """Each check's name with what is wrong, "" when it is well; first the database, alone if out of reach."""
    problem = _told(_database)
    if problem:
        return {"database": problem}
    return {"database": "", "migrations": _told(_migrations)} | {name: _told(check) for name, check in _checks.items()}


def readiness(told: Mapping[str, str]) -> Readiness:
    """What a report comes to."""
    wrong = {name for name, problem in told.items() if problem}
    if wrong & _needed:
        return Readiness.NOT_READY
    return Readiness.DEGRADED if wrong else Readiness.READY


class _Latest:
    """The latest report and when it was made. One request at a time makes a new one."""

    def __init__(self) -> None:
        self.report: dict[str, str] = {}
        self.made_at = 0.0
        self.lock = Lock()

    def is_old(self) -> bool:
        """What is wrong is looked at again soon, so that a process is back as soon as it can be."""
        kept = settings.HEALTH_SECONDS / 5 if any(self.report.values()) else settings.HEALTH_SECONDS
        return not self.report or time.monotonic() - self.made_at >= kept


_latest = _Latest()


def latest_report() -> dict[str, str]:
    """The report, at most `HEALTH_SECONDS` old, for whoever may ask as often as they like.

    While somebody makes a new one, the others get the one before; only at the very first they wait for it.
    """
    if not _latest.is_old():
        return _latest.report
    if not _latest.lock.acquire(blocking=not _latest.report):
        return _latest.report
    try:
        if _latest.is_old():
            _latest.report = report()
            _latest.made_at = time.monotonic()
        return _latest.report
    finally:
        _latest.lock.release()


def _told(check: HealthCheck) -> str:
    try:
        return check()
    except (DatabaseError, InterfaceError) as why:
        return f"the database answered with {type(why).__name__}"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations wait: run manage.py migrate" if waiting else ""
