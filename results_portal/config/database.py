"""How the database is reached: what Django's `DATABASES` says beside the address in `DATABASE_URL`."""

import os
import select
from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Connection
from psycopg_pool import ConnectionPool

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

# Whoever asks for a connection has one within so many seconds, or gets a page that returns by itself.
WAIT_SECONDS = 1.75
# A connection that can't be made is tried for so long, and again with the next request. The pool doubles its pauses:
# left to its five minutes, it slept for more than a minute after a long outage was over.
RECONNECT_SECONDS = 1.0
# The driver's, in seconds and milliseconds: a database whose machine is gone without a word is missed after some ten.
NOTICES_SILENCE = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


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
        **NOTICES_SILENCE,
        # What the address says itself, such as `?sslmode=verify-full`.
        **parsed.get("OPTIONS", {}),
        # A new connection for each request costs about three times the request itself.
        "pool": pool_options(pool),
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


def pool_options(most: int) -> dict[str, Any]:
    """The pool of a process: as many connections as requests that are worked on (results_portal/web/lanes.py).

    None is handed out that the server has closed meanwhile.
    """
    return {
        "min_size": 1,
        "max_size": most,
        "timeout": WAIT_SECONDS,
        "reconnect_timeout": RECONNECT_SECONDS,
        "check": refuse_closed,
    }


def refuse_closed(taken: Connection[Any]) -> None:
    """Called by the pool with each connection before somebody gets it. Raises where the server has closed it.

    Nobody has asked anything on it, so there is nothing to be read but the end: looking costs no round trip. After a
    restart of the server all of the pool's connections are as dead as this one, and go together.
    """
    readable = select.poll()
    readable.register(taken.fileno(), select.POLLIN)
    if not readable.poll(0):
        return
    try:
        ConnectionPool.check_connection(taken)
    except psycopg.Error:
        pool: ConnectionPool = connections[DEFAULT_DB_ALIAS].pool  # type: ignore[attr-defined]
        pool.check()
        raise
