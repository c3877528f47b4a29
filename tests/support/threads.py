"""Deeds in threads, each with a connection of its own, on both databases."""

from collections.abc import Callable

from django.db import OperationalError, connection

TRIES = 2000


def close_connection() -> None:
    """Let go of this thread's connection. Django keeps SQLite's in memory open, so that one is closed itself."""
    if connection.vendor == "sqlite" and connection.connection is not None:
        connection.connection.close()
        connection.connection = None
    else:
        connection.close()


def patiently[Done](deed: Callable[[], Done]) -> Done:
    """Do it; a test database in memory says at once that it is locked, where one in a file would wait its turn."""
    for _try in range(TRIES):
        try:
            return deed()
        except OperationalError as why:
            if "locked" not in str(why):
                raise
    raise AssertionError("locked all the time")
