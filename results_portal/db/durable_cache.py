"""The cache that other libraries count tries and remember used codes in: a table from which nothing is evicted.

Django's own throws out rows that still count as soon as there are more than 300: sixty sign-ins a minute would reset a
lock, and let a one-time code in twice. Here only what has expired goes.
"""

from datetime import datetime
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class DurableCache(DatabaseCache):
    """Django's cache in a table, without eviction."""

    _table: str

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        connection = connections[db]
        table, expires = connection.ops.quote_name(self._table), connection.ops.quote_name("expires")
        oldest = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {table} WHERE {expires} < %s", [oldest])  # noqa: S608 - names of our own
