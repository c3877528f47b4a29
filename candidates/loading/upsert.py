"""Brings a table to what a file says: new rows are added, different ones changed, the same ones left alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db.models import Model, QuerySet

from candidates.loading.report import Counts

BATCH = 2000

Values = tuple[Any, ...]


@dataclass(slots=True)
class Stored:
    """Rows of one table by their key: primary keys, and values of some other fields."""

    key: tuple[str, ...]
    fields: tuple[str, ...]
    pks: dict[Values, int]
    values: dict[Values, Values]


def stored(rows: QuerySet[Any], *, key: tuple[str, ...], fields: tuple[str, ...]) -> Stored:
    """What the database has now, by names of columns (`series_id`, not `series`). One query."""
    found = Stored(key, fields, {}, {})
    for pk, *rest in rows.order_by().values_list("pk", *key, *fields).iterator(BATCH):
        name = tuple(rest[: len(key)])
        found.pks[name], found.values[name] = pk, tuple(rest[len(key) :])
    return found


def merge(model: type[Model], *, wanted: Mapping[Values, Values], present: Stored) -> Counts:
    """Write what `wanted` (values by key) has and `present` hasn't; `present.pks` learns the new rows' keys.

    Rows keep their primary keys, and fields that aren't in `present.fields` their values. Nothing is deleted. One
    statement for each 2,000 rows that differ.
    """
    counts = Counts()
    for key, values in wanted.items():
        if key not in present.values:
            counts.added += 1
        elif present.values[key] != values:
            counts.changed += 1
        else:
            counts.unchanged += 1
    different = ((key, values) for key, values in wanted.items() if present.values.get(key) != values)
    for written in _write(model, different, present):
        present.pks.update(written)
    return counts


def _write(model: type[Model], rows: Iterator[tuple[Values, Values]], present: Stored) -> Iterator[dict[Values, int]]:
    names = (*present.key, *present.fields)
    for batch in batched(rows, BATCH):
        objects = [model(**dict(zip(names, key + values, strict=True))) for key, values in batch]
        saved = model._default_manager.bulk_create(
            objects, update_conflicts=True, unique_fields=present.key, update_fields=present.fields
        )
        yield {key: obj.pk for (key, _), obj in zip(batch, saved, strict=True)}
