"""Adds many rows at once, as fast as the database takes them: by COPY on PostgreSQL, by INSERT elsewhere."""

from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any, cast

from django.db import connection
from django.db.models import Model

BATCH = 2000


def add_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add new rows of `model` with these values of `columns` (as attributes are named: "entry_id").

    Other columns get their defaults. Keys aren't given back, and no `save()` and no signal runs.
    """
    if connection.vendor == "postgresql":
        _copy(model, columns, rows)
        return
    for some in batched(rows, BATCH):
        model._default_manager.bulk_create([model(**dict(zip(columns, row, strict=True))) for row in some])


def _copy(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    others = [name for name in fields if name not in columns]
    defaults = tuple(fields[name].get_default() for name in others)
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(fields[name].column)) for name in (*columns, *others))
    with connection.cursor() as cursor:
        # psycopg's own method, which Django's cursor hands on.
        copying: Any = cast("Any", cursor).copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN")
        # What goes wrong while it copies, Django turns into its own errors elsewhere by itself.
        with connection.wrap_database_errors, copying as copy:
            for row in rows:
                copy.write_row((*row, *defaults))
