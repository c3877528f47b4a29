"""Indexes that find any part of a text, where the database has them: PostgreSQL with its extension pg_trgm.

Elsewhere the same searches read the table. A database whose owner may not add extensions gets them from an
administrator (`CREATE EXTENSION pg_trgm`), and the indexes with `manage.py migrate` from the migration before.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, transaction

logger = logging.getLogger(__name__)


def make_trigram_indexes(table: str, columns: dict[str, str]) -> Callable[[Any, Any], None]:
    """For a migration's RunPython: an index for each column, by its name. `icontains` and `istartswith` use them."""

    def make(apps: Any, schema_editor: Any) -> None:
        connection = schema_editor.connection
        if connection.vendor != "postgresql":
            return
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            logger.warning("The extension pg_trgm can't be added: searches for parts of names will be slow")
            return
        for name, column in columns.items():
            expression = f"upper({column}::text) gin_trgm_ops"
            schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin ({expression})")

    return make


def drop_indexes(columns: dict[str, str]) -> Callable[[Any, Any], None]:
    """The way back."""

    def drop(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for name in columns:
                schema_editor.execute(f"DROP INDEX IF EXISTS {name}")

    return drop
