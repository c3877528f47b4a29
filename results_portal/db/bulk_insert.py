"""Adds many rows at once, as fast as the database takes them: by COPY on PostgreSQL, by INSERT elsewhere."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import batched
from typing import Any, cast

from django.db import connection
from django.db.models import Model

BATCH = 2000
# Of each column, so many texts are kept: grades and dates come again and again.
KNOWN_TEXTS = 10_000
NOTHING: Mapping[str, Any] = {}
# What stands for characters that COPY gives a meaning.
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def add_rows(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], *, same: Mapping[str, Any] = NOTHING
) -> None:
    """Add new rows of `model` with these values of `columns` (as attributes are named: "entry_id"), and with the values
    of `same` in all of them.

    Values are texts, numbers, instants, dates, yes or no, or None. Other columns get their defaults. Keys aren't given
    back, and no `save()` and no signal runs.
    """
    if connection.vendor == "postgresql":
        _copy(model, columns, rows, same)
        return
    for some in batched(rows, BATCH):
        model._default_manager.bulk_create([model(**same, **dict(zip(columns, row, strict=True))) for row in some])


def _copy(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], same: Mapping[str, Any]) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    others = [name for name in fields if name not in columns and name not in same]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(fields[name].column)) for name in (*columns, *same, *others))
    ends = [*map(_text, same.values()), *(_text(fields[name].get_default()) for name in others)]
    with connection.cursor() as cursor:
        # psycopg's own method, which Django's cursor hands on.
        copying: Any = cast("Any", cursor).copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN")
        # What goes wrong while it copies, Django turns into its own errors elsewhere by itself.
        with connection.wrap_database_errors, copying as copy:
            for some in batched(_lines(rows, len(columns), ends), BATCH):
                copy.write("".join(some))


def _lines(rows: Iterable[Sequence[Any]], width: int, ends: Sequence[str]) -> Iterator[str]:
    """Each row as COPY takes it."""
    texts = [_Texts() for _ in range(width)]
    end = "".join(f"\t{text}" for text in ends) + "\n"
    for row in rows:
        yield "\t".join([known[value] for known, value in zip(texts, row, strict=True)]) + end


class _Texts(dict[Any, str]):
    """The texts of one column's values, whose type is the same in all rows."""

    def __missing__(self, value: object) -> str:
        if len(self) >= KNOWN_TEXTS:
            self.clear()
        self[value] = _text(value)
        return self[value]


def _text(value: object) -> str:
    match value:
        case None:
            return "\\N"
        case bool():
            return "t" if value else "f"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case str():
            return value.translate(ESCAPED)
    raise TypeError(f"no column is filled with {type(value)}")
