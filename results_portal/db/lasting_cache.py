"""The shared cache: a table in which whatever is kept stays until its time is over.

Locks after wrong passwords, used one-time codes and other marks that protect live here, for allauth keeps them in
Django's cache. Django's own backend throws away a third of what is there once there are a few hundred entries, so that
a flood of tries from elsewhere would open a lock or let a code in twice.
"""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class LastingDatabaseCache(DatabaseCache):
    """Django's, which removes entries whose time is over and no others, however many there are."""

    def _cull(self, db: str, cursor: Any, now: Any, num: int) -> None:
        """Called by Django before it writes, once there are more than `MAX_ENTRIES`."""
        operations = connections[db].ops
        table = operations.quote_name(self._table)  # type: ignore[attr-defined]
        expires = operations.quote_name("expires")
        past = operations.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {table} WHERE {expires} < %s", [past])  # noqa: S608 - names of our own
