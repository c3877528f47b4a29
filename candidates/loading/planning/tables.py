"""Tables whose rows the files alone decide about: associates, centres, qualifications, syllabuses and entries."""

from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter
from typing import Any

from candidates.loading.planning.plan import FieldChange, KeptRow, PlannedRow, TablePlan
from candidates.loading.planning.stored import TABLES, StoredRows

WITHDRAWN = 1
WITHDRAWN_BEFORE = "was withdrawn"


def plan_table(name: str, rows: Iterable[Any], stored: StoredRows, *, file: str) -> TablePlan:
    """Compare the rows of a table with what is stored; what differs is changed."""
    fields = tuple(TABLES[name].fields)
    plan = TablePlan(name, fields, file)
    values_of = attrgetter(*fields)
    for row in rows:
        new = values_of(row)
        if len(fields) == 1:
            new = (new,)
        compare_row(plan, row.key, row.line, new, stored)
    return plan


def plan_entries(
    rows: Iterable[Any],
    stored: StoredRows,
    qualifications: Mapping[Any, str],
    *,
    file: str,
    revert: bool,
    replaced: Collection[Any],
) -> TablePlan:
    """As `plan_table`. An entry that was withdrawn stays so, though the files have it, unless `revert` is set.

    The entries of a person who is new under a number (`replaced`, keys of candidates) are news. `qualifications` has
    the code of each entry's.
    """
    plan = TablePlan("entries", tuple(TABLES["entries"].fields), file)
    for row in rows:
        old = stored.values.get(row.key)
        withdrawn = bool(old and old[WITHDRAWN] and not revert and row.key[:3] not in replaced)
        if withdrawn:
            changes = (FieldChange("withdrawn", True, False),)  # noqa: FBT003 - values of a field
            plan.kept.append(KeptRow(key=row.key, line=row.line, changes=changes, reason=WITHDRAWN_BEFORE))
        compare_row(plan, row.key, row.line, (row.option_code, withdrawn, qualifications[row.key]), stored)
    return plan


def compare_row(plan: TablePlan, key: tuple[Any, ...], line: int, new: tuple[Any, ...], stored: StoredRows) -> None:
    """Add a row to the new, the changed or the unchanged ones."""
    old = stored.values.get(key)
    if old == new:
        plan.unchanged += 1
    elif old is None:
        plan.new.append(PlannedRow(key=key, line=line, new=new))
    else:
        plan.changed.append(PlannedRow(key=key, line=line, new=new, old=old, pk=stored.pks[key]))
