"""A load's plan as plain values: what a preview shows, and what the writing does. Knows neither files nor pages.

It holds names, dates of birth and grades. What is printed or logged has the codes and the fields' names alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from candidates.loading.checks.extract import Extract
from results_portal.crypto.sealed_rows import SealedRows

# Follows from the other fields of a result: nobody has to be told of it.
CORRECTED_AT = "corrected_at"

Key = tuple[Any, ...]
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a row: what it says now, and what it would say."""

    name: str
    old: Any
    new: Any


class PlannedRow(NamedTuple):
    """A row to be written: `new` has every field's value. `old` and `pk` are None for a row that isn't there yet.

    Of a result, `entry` is the primary key of its entry, None for one that isn't there yet; `qualification` the code
    of the one that the entry is for; `versions` how many versions there are, None where that wasn't looked up.
    """

    key: Key
    line: int
    new: Values
    old: Values | None = None
    pk: int | None = None
    entry: int | None = None
    qualification: str = ""
    versions: int | None = None


def planned_rows(rows: Iterable[PlannedRow] = ()) -> SealedRows[PlannedRow]:
    """Rows of a plan, of which there may be millions."""
    return SealedRows(PlannedRow._make, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """A row that stays, or fields of it, though the files say otherwise: a later decision stands."""

    key: Key
    line: int
    changes: tuple[FieldChange, ...]
    reason: str


@dataclass(slots=True)
class TablePlan:
    """What happens to one table. `missing` has the rows that the database has and the files no longer have.

    `fields` names the values of the rows; `file` is where they come from, "" for a table that isn't in the files.
    """

    name: str
    fields: tuple[str, ...] = ()
    file: str = ""
    new: SealedRows[PlannedRow] = field(default_factory=planned_rows)
    changed: SealedRows[PlannedRow] = field(default_factory=planned_rows)
    unchanged: int = 0
    kept: list[KeptRow] = field(default_factory=list)
    missing: SealedRows[PlannedRow] = field(default_factory=planned_rows)
    withdrawn: SealedRows[PlannedRow] = field(default_factory=planned_rows)

    def changes(self, row: PlannedRow) -> Iterator[FieldChange]:
        """The fields of a changed row that differ."""
        for name, old, new in zip(self.fields, row.old or (), row.new, strict=False):
            if old != new and name != CORRECTED_AT:
                yield FieldChange(name, old, new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A word without which the load isn't done: `word` is the command's option, `lines` say what it would do."""

    word: str
    reason: str
    lines: tuple[str, ...]


@dataclass(slots=True)
class LoadPlan:
    """Everything that a load would do. `new_series` are names, `slugs` those of all series that the files speak of.

    `corrected` counts results that candidates could see already and that change, `touched` those and the ones that are
    withdrawn. `moved` says in words which releases move, `opened` which of them open or come forward. `replaced` are
    the keys of candidates whose rows will mean another person. `needs` are the words that are missing.
    """

    name: str
    at: datetime
    tables: dict[str, TablePlan] = field(default_factory=dict)
    series: dict[str, str] = field(default_factory=dict)
    new_series: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    corrected: int = 0
    touched: int = 0
    reverted: int = 0
    replaced: list[Key] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    extract: Extract | None = None
    extract_is_new: bool = False
    is_older: bool = False

    @property
    def slugs(self) -> list[str]:
        """The addresses of the series, in order."""
        return sorted(self.series.values())

    @property
    def changes_nothing(self) -> bool:
        """Whether the database already says what the files say."""
        writes = any(table.new or table.changed or table.withdrawn for table in self.tables.values())
        return not (writes or self.new_series or self.extract_is_new)
