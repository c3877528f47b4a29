"""How the database is reached: what Django's `DATABASES` says beside the address in `DATABASE_URL`."""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from results_portal.config import mode

# Web server and worker write the same file: readers don't wait (WAL), writers queue instead of failing half-way.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}
# How long a statement of a command or a worker may take, and wait for a lock: they load millions of rows in one
# transaction. Pages have the short limits of their role (results_portal/db/roles/statements.py).
COMMANDS_LIMITS = {"DATABASE_STATEMENT_SECONDS": "3600", "DATABASE_LOCK_SECONDS": "600"}


def database_address(current_mode: str, state: Path) -> str:
    """`DATABASE_URL`; outside production SQLite in the state directory where it isn't set.

    Raises `ImproperlyConfigured` in production: a file that nobody chose would be empty, and seem to work.
    """
    address = os.environ.get("DATABASE_URL", "")
    if address:
        return address
    if current_mode == mode.PRODUCTION:
        raise ImproperlyConfigured(
            "The environment variable DATABASE_URL has to say where the database is, such as "
            "postgres://results:PASSWORD@database.example.org:5432/results"
        )
    return f"sqlite:///{state / 'database.sqlite3'}"


def database(parsed: dict[str, Any], *, pool: int) -> dict[str, Any]:
    """The entry of `DATABASES` for what django-environ reads out of an address, with at most `pool` connections.

    The folder of an SQLite file is made, for this user's eyes alone.
    """
    if parsed["ENGINE"].endswith("sqlite3"):
        Path(parsed["NAME"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return {**parsed, "OPTIONS": SQLITE_OPTIONS}
    options = {
        # What the address says itself, such as `?sslmode=verify-full`.
        **parsed.get("OPTIONS", {}),
        # A new connection for each request costs about three times the request itself.
        # There are as many as requests that are worked on (results_portal/web/lanes.py): who doesn't get one soon would
        # wait for a database that is out of reach.
        "pool": {"min_size": 1, "max_size": pool, "timeout": 4, "reconnect_timeout": 5},
        "connect_timeout": 5,
        # The server keeps the plans of statements that a connection has seen five times.
        "server_side_binding": True,
        "prepare_threshold": 5,
    }
    limits = _limits()
    if limits:
        options.setdefault("options", limits)
    return {**parsed, "OPTIONS": options}


def _limits() -> str:
    """What a new connection tells the server of its limits; "" leaves those of the role, as for pages.

    Raises `ImproperlyConfigured` where one of them is no number.
    """
    told = []
    for variable, name in zip(COMMANDS_LIMITS, ("statement_timeout", "lock_timeout"), strict=True):
        seconds = os.environ.get(variable, "")
        if seconds and not seconds.isdecimal():
            raise ImproperlyConfigured(f"The environment variable {variable} has to be a number of seconds.")
        if seconds:
            told.append(f"-c {name}={seconds}s")
    return " ".join(told)
