"""Deeds in threads, each with a connection of its own, on both databases."""

import time
from collections.abc import Callable

from django.db import OperationalError, connection

PATIENCE = 120
BREATH = 0.001


def close_connection() -> None:
    """Let go of this thread's connection. Django keeps SQLite's in memory open, so that one is closed itself."""
    if connection.vendor == "sqlite" and connection.connection is not None:
        connection.connection.close()
        connection.connection = None
    else:
        connection.close()


def patiently[Done](deed: Callable[[], Done]) -> Done:
    """Do it; a test database in memory says at once that it is locked, where one in a file would wait its turn.

    Between two tries the thread sleeps: one that only asked again would keep the interpreter from whoever has the lock.
    """
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        try:
            return deed()
        except OperationalError as why:
            if "locked" not in str(why):
                raise
        time.sleep(BREATH)
    raise AssertionError(f"locked for {PATIENCE} seconds")
