"""The pool of database connections, looked at once a second at most."""

import time

from django.db import connection

from results_portal.metrics import counters

EVERY_SECONDS = 1.0
_looked_at = -EVERY_SECONDS


def look() -> None:
    """Note how the pool stands. Two threads that look at once do no harm."""
    global _looked_at  # noqa: PLW0603 - when this process last looked
    now = time.monotonic()
    if now - _looked_at < EVERY_SECONDS:
        return
    _looked_at = now
    # SQLite has none. Asking for one that isn't open yet opens it.
    pool = getattr(connection, "pool", None)
    if pool is None:
        return
    stats = pool.get_stats()
    counters.pool.labels("size").set(stats.get("pool_size", 0))
    counters.pool.labels("available").set(stats.get("pool_available", 0))
    counters.pool.labels("waiting").set(stats.get("requests_waiting", 0))
    counters.pool_refusals.set(stats.get("requests_errors", 0))
