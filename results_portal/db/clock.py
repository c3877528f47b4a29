"""The time as the database has it, for sessions: a machine whose own clock is wrong neither signs anybody out nor keeps
anybody in.

Each process compares now and then, which costs one statement, and corrects its own clock by what it found.
"""

import logging
import time

from django.db import connection

from results_portal.db.release import release_connection

logger = logging.getLogger(__name__)

COMPARED_EVERY_SECONDS = 60.0
# A difference below may be the answer's way; nothing here is counted more exactly.
NOTED_FROM_SECONDS = 2.0
_ahead = 0.0


def now() -> float:
    """Seconds since 1970 by the database's clock, as near as this process knows."""
    return time.time() - _ahead


def ahead() -> float:
    """By how many seconds this process's clock is ahead; negative where it is behind, 0 where the two agree."""
    return _ahead


def compare() -> None:
    """Look at the database's clock. With SQLite there is only one."""
    global _ahead  # noqa: PLW0603 - what this process knows
    if connection.vendor != "postgresql":
        return
    before = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        [theirs] = cursor.fetchone()
    after = time.time()
    release_connection()
    difference = (before + after) / 2 - float(theirs)
    found = difference if abs(difference) >= NOTED_FROM_SECONDS + (after - before) / 2 else 0.0
    if abs(found - _ahead) >= NOTED_FROM_SECONDS:
        logger.warning("this machine's clock is %+.0f s off the database's: set it", found)
    _ahead = found
