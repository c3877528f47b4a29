"""Remembers for some seconds that the database is out of reach, so that nobody waits to find it out again.

Each process learns it for itself. Somebody who tries waits for the pool's time-out; those who come after are told at
once, until it is time to try again.
"""

import sqlite3
import time

from django.db import InterfaceError, OperationalError

TRIED_AGAIN_AFTER_SECONDS = 1.0
# Classes of SQL states: the connection is broken; the server shuts down, starts up, or takes no more connections.
_UNREACHABLE = ("08", "57P", "53300")
_known_until = 0.0


def is_known() -> bool:
    """Whether the database was out of reach a moment ago."""
    return time.monotonic() < _known_until


def note(why: BaseException | None) -> bool:
    """Whether `why` is a database that can't answer now. Remembers it where it couldn't be reached at all."""
    global _known_until  # noqa: PLW0603 - what this process knows
    if not isinstance(why, OperationalError | InterfaceError) or _is_a_mistake_of_ours(why):
        return False
    if _out_of_reach(why):
        _known_until = time.monotonic() + TRIED_AGAIN_AFTER_SECONDS
    return True


def forget() -> None:
    """Try again with the next request."""
    global _known_until  # noqa: PLW0603
    _known_until = 0.0


def _is_a_mistake_of_ours(why: OperationalError | InterfaceError) -> bool:
    """SQLite reports a statement that is wrong, such as one about a missing table, as an operational error."""
    return getattr(why.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR


def _out_of_reach(why: OperationalError | InterfaceError) -> bool:
    """The driver's error says so: it has no SQL state where no server answered."""
    driver = why.__cause__
    if driver is None or not hasattr(driver, "sqlstate"):
        return False
    return driver.sqlstate is None or str(driver.sqlstate).startswith(_UNREACHABLE)
