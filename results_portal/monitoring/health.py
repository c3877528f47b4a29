"""What has to be well for the service to work: each room registers the checks that only it can make."""

import time
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

# Says what is wrong, in words for whoever runs the service, or "" when all is well. May raise DatabaseError.
HealthCheck = Callable[[], str]

_checks: dict[str, HealthCheck] = {}


def register(name: str, check: HealthCheck) -> None:
    """Have `/healthz` report on `name`. Called once per process, from an app's `ready()`."""
    _checks[name] = check


def report() -> dict[str, str]:
    """Each check's name with what is wrong, "" when it is well; first the database, alone if out of reach."""
    problem = _told(_database)
    if problem:
        return {"database": problem}
    return {"database": "", "migrations": _told(_migrations)} | {name: _told(check) for name, check in _checks.items()}


class _Latest:
    """The latest report and when it was made. One request at a time makes a new one."""

    def __init__(self) -> None:
        self.report: dict[str, str] = {}
        self.made_at = 0.0
        self.lock = Lock()


_latest = _Latest()


def latest_report() -> dict[str, str]:
    """The report, at most `HEALTH_SECONDS` old, for whoever may ask as often as they like.

    While somebody makes a new one, the others get the one before; only at the very first they wait for it.
    """
    if _latest.report and time.monotonic() - _latest.made_at < settings.HEALTH_SECONDS:
        return _latest.report
    if not _latest.lock.acquire(blocking=not _latest.report):
        return _latest.report
    try:
        if not _latest.report or time.monotonic() - _latest.made_at >= settings.HEALTH_SECONDS:
            _latest.report = report()
            _latest.made_at = time.monotonic()
        return _latest.report
    finally:
        _latest.lock.release()


def _told(check: HealthCheck) -> str:
    try:
        return check()
    except DatabaseError as why:
        return f"the database answered with {type(why).__name__}"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations wait: run manage.py migrate" if waiting else ""
