"""What a load does or did, in numbers and sentences: codes, never a name, a date of birth, a grade or a mark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from candidates.identity import ReplacedPerson
from candidates.loading.planning.plan import LoadPlan, TablePlan
from candidates.models import Load

NAMED = 20
SHOWN = 200
WHAT = {"candidates": ("candidate", "candidates"), "entries": ("entry", "entries"), "results": ("result", "results")}


@dataclass(slots=True)
class Counts:
    """Rows of one file: new, different from what was there, and the same."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        return f"{self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged"


@dataclass(slots=True)
class LoadReport:
    """The slugs of the series that the files speak of, counts by table, and how many released results were corrected.

    `plan` says the same row by row, `load` is the row that remembers it. `replaced` are the candidates whose rows mean
    another person since this load.
    """

    plan: LoadPlan
    load: Load | None = None
    series: list[str] = field(default_factory=list)
    files: dict[str, Counts] = field(default_factory=dict)
    corrected: int = 0
    replaced: Sequence[ReplacedPerson] = ()

    @property
    def changed_nothing(self) -> bool:
        return self.plan.changes_nothing


def report_of(plan: LoadPlan, *, load: Load | None = None, replaced: Sequence[ReplacedPerson] = ()) -> LoadReport:
    """The plan in numbers."""
    files = {}
    for name, table in plan.tables.items():
        files[name] = Counts(len(table.new), len(table.changed) + len(table.withdrawn), table.unchanged)
    return LoadReport(plan, load, plan.slugs, files, plan.corrected, replaced)


def sentences(plan: LoadPlan) -> Iterator[str]:
    """What happens, line by line: warnings, series, releases, what is missing and what stays, then the counts."""
    for warning in plan.warnings:
        yield f"Warning: {warning}"
    for name in plan.new_series:
        yield f"New series: {name}"
    for line in plan.moved:
        yield f"Release moves: {line}"
    for table in plan.tables.values():
        yield from _kept(table)
    yield from _missing(plan)
    if plan.reverted:
        yield f"Later corrections that these files would put back, overwrite or lower: {plan.reverted:,}"
    for name, counts in report_of(plan).files.items():
        yield f"{plan.tables[name].file or name}: {counts}"
    if plan.replaced:
        yield (
            f"Candidate numbers under which another person stands now: {len(plan.replaced):,}. "
            "The passwords and letters of the people before no longer work."
        )
        yield from (f"  {' '.join(key)}" for key in plan.replaced[:SHOWN])
        if len(plan.replaced) > SHOWN:
            yield f"  and {len(plan.replaced) - SHOWN:,} more"
    if plan.corrected:
        yield f"Results that were released already and are marked as corrected: {plan.corrected:,}"


def changed_rows(plan: LoadPlan) -> Iterator[str]:
    """Each changed row by its codes, with the fields that change; values only of what belongs to nobody."""
    for table in plan.tables.values():
        for row in chain(table.changed, table.withdrawn):
            names = ", ".join(change.name for change in table.changes(row))
            yield f"{table.file or table.name}: {' '.join(row.key)}: {names}"


def needs(plan: LoadPlan) -> Iterator[str]:
    """What the load needs a word for, and the word."""
    for need in plan.needs:
        yield f"{need.reason}:"
        yield from (f"  {line}" for line in need.lines)
        yield f"  Nothing was loaded. Load again with {need.word} if that is meant."


def _kept(table: TablePlan) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for row in table.kept:
        names = ", ".join(change.name for change in row.changes)
        reasons.setdefault(row.reason, []).append(f"{' '.join(row.key)} ({names})")
    for reason, rows in reasons.items():
        shown = ", ".join(rows[:NAMED])
        if len(rows) > NAMED:
            shown += f" and {len(rows) - NAMED:,} more"
        yield f"Stays as it is, {reason}: {table.file or table.name}: {shown}"


def _missing(plan: LoadPlan) -> Iterator[str]:
    parts = []
    rows = []
    for name, (one, many) in WHAT.items():
        table = plan.tables.get(name)
        if table is None or not table.missing:
            continue
        parts.append(_counted(len(table.missing), one, many))
        rows += [f"  {one} {' '.join(row.key)}" for row in islice(table.missing, NAMED)]
        if len(table.missing) > NAMED:
            rows.append(f"  and {len(table.missing) - NAMED:,} more {many}")
    if not parts:
        return
    done = "they stay (--withdraw-missing withdraws them)"
    if any(table.withdrawn for table in plan.tables.values()):
        done = "withdrawn"
    yield f"In the database but not in these files: {', '.join(parts)}: {done}"
    yield from rows


def _counted(count: int, one: str, many: str) -> str:
    if count == 1:
        return f"1 {one}"
    return f"{count:,} {many}"
