"""What has to be well for the service to work: each room registers the checks that only it can make."""

from collections.abc import Callable

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
