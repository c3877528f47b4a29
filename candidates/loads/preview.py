"""From a plan, or from problems, to what the preview shows: lists, sealed, and a summary with counts and codes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from heapq import merge
from typing import Any

from candidates.loading import LoadPlan, Problem
from candidates.loading.parsing.parse import ParsedFiles
from candidates.loading.planning.plan import CORRECTED_AT, PlannedRow, TablePlan, Values
from candidates.loads.lists import Cells, write_list
from candidates.loads.mends import field_of, mend_of, reason_of

MOST_SENTENCES = 50
SAID_WITHOUT = frozenset({CORRECTED_AT})
RESULTS = "results"


@dataclass(slots=True)
class Preview:
    """Where each list lies and how long it is, and the summary as plain values."""

    lists: dict[str, dict[str, Any]] = field(default_factory=dict)
    summary: dict[str, Any] = field(default_factory=dict)


def preview_of_plan(plan: LoadPlan, parsed: ParsedFiles, *, before: str) -> Preview:
    """Seal the lists of a plan, each at a place that begins with `before`."""
    preview = Preview(summary=_summary(plan))
    for which, rows in (
        ("changed", _changed(plan)),
        ("new", _new(plan)),
        ("missing", _missing(plan)),
        ("kept", _kept(plan)),
        ("unchanged", _unchanged(plan, parsed)),
    ):
        _add(preview, which, rows, before)
    return preview


def preview_of_problems(problems: Iterable[Problem], *, before: str) -> Preview:
    """Seal the list of everything that is wrong with the files."""
    preview = Preview()
    _add(preview, "refused", map(_refused, problems), before)
    preview.summary = {"problems": preview.lists["refused"]["rows"]}
    return preview


def _refused(problem: Problem) -> Cells:
    return [problem.file, str(problem.line), field_of(problem), reason_of(problem), mend_of(problem)]


def _add(preview: Preview, which: str, rows: Iterable[Cells], before: str) -> None:
    place = f"{before}-{which}.list"
    preview.lists[which] = {"place": place, "rows": write_list(place, rows)}


def _summary(plan: LoadPlan) -> dict[str, Any]:
    tables = [
        {
            "name": name,
            "file": table.file,
            "new": len(table.new),
            "changed": len(table.changed),
            "unchanged": table.unchanged,
            "missing": len(table.missing),
            "withdrawn": len(table.withdrawn),
        }
        for name, table in plan.tables.items()
    ]
    return {
        "tables": tables,
        "warnings": plan.warnings[:MOST_SENTENCES],
        "more_warnings": max(0, len(plan.warnings) - MOST_SENTENCES),
        "needs": [{"word": need.word, "reason": need.reason, "lines": list(need.lines)} for need in plan.needs],
        "new_series": plan.new_series,
        "moved": plan.moved[:MOST_SENTENCES],
        "opened": plan.opened[:MOST_SENTENCES],
        "touched": plan.touched,
        "reverted": plan.reverted,
        "is_older": plan.is_older,
        "replaced": len(plan.replaced),
        "withdrawn": sum(len(table.withdrawn) for table in plan.tables.values()),
        "changes_nothing": plan.changes_nothing,
    }


def _tables(plan: LoadPlan) -> list[TablePlan]:
    """Results first: whoever looks at a preview looks for them."""
    return [*reversed(plan.tables.values())]


def _new(plan: LoadPlan) -> Iterator[Cells]:
    for table in _tables(plan):
        for row in table.new:
            yield [table.file, str(row.line), _key(row.key), _said(table, row.new)]


def _changed(plan: LoadPlan) -> Iterator[Cells]:
    for table in _tables(plan):
        for row in table.changed:
            changes = list(table.changes(row))
            old = "; ".join(f"{_words(change.name)}: {_text(change.old)}" for change in changes)
            new = "; ".join(f"{_words(change.name)}: {_text(change.new)}" for change in changes)
            yield [table.file, str(row.line), _key(row.key), old, new, _released_already(table, row)]


def _missing(plan: LoadPlan) -> Iterator[Cells]:
    for table in _tables(plan):
        gone = {row.key for row in table.withdrawn}
        for row in table.missing:
            happens = "stays as it is"
            if row.key in gone:
                happens = "withdrawn"
            yield [table.name, _key(row.key), _said(table, row.new), happens]


def _kept(plan: LoadPlan) -> Iterator[Cells]:
    for table in _tables(plan):
        for row in table.kept:
            for change in row.changes:
                old, new = _text(change.old), _text(change.new)
                yield [table.file, str(row.line), _key(row.key), _words(change.name), old, new, row.reason]


def _unchanged(plan: LoadPlan, parsed: ParsedFiles) -> Iterator[Cells]:
    """The rows between those that aren't: all of them are in the order of their lines."""
    for table in _tables(plan):
        kept = sorted(row.line for row in table.kept)
        others = merge((row.line for row in table.new), (row.line for row in table.changed), kept)
        other = next(others, None)
        for row in parsed.of(table.name):
            while other is not None and other < row.line:
                other = next(others, None)
            if other != row.line:
                yield [table.file, str(row.line), _key(row.key)]


def _released_already(table: TablePlan, row: PlannedRow) -> str:
    """Results that candidates could see get a new instant of correction."""
    if table.name != RESULTS or row.old is None:
        return ""
    if row.old[-1] != row.new[-1]:
        return "yes"
    return "no"


def _said(table: TablePlan, values: Values) -> str:
    said = [
        f"{_words(name)}: {_text(value)}"
        for name, value in zip(table.fields, values, strict=False)
        if name not in SAID_WITHOUT and value not in (None, "", (), False)
    ]
    return "; ".join(said)


def _key(key: Iterable[Any]) -> str:
    return " ".join(str(part) for part in key)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} UTC"
        case date():
            return value.isoformat()
        case tuple():
            return "|".join(str(part) for part in value)
    return str(value)
