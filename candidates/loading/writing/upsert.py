"""Adds and changes rows of one table, 2,000 in a statement."""

from collections.abc import Iterable
from itertools import batched

from django.db.models import Model

from candidates.loading.planning.plan import Key, PlannedRow
from candidates.loading.planning.stored import Stored
from candidates.loading.writing.columns import TableColumns

BATCH = 2000


def upsert(model: type[Model], rows: Iterable[PlannedRow], stored: Stored, *, columns: TableColumns) -> dict[Key, int]:
    """Write the rows; gives back the primary key of each. Rows that are there keep theirs."""
    pks: dict[Key, int] = {}
    for batch in batched(rows, BATCH):
        objects = [model(**columns.columns_of(row, stored)) for row in batch]
        saved = model._default_manager.bulk_create(
            objects, update_conflicts=True, unique_fields=columns.unique, update_fields=columns.update
        )
        pks.update((row.key, obj.pk) for row, obj in zip(batch, saved, strict=True))
    return pks
