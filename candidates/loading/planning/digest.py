"""One short text that stands for everything that a plan would do: equal plans have equal digests."""

import hashlib
from collections.abc import Iterable, Iterator

from candidates.loading.planning.plan import CORRECTED_AT, LoadPlan, PlannedRow, TablePlan, Values


def digest_of(plan: LoadPlan) -> str:
    """The digest, 64 hexadecimal digits. When the plan was made doesn't count, nor how many rows stay as they are."""
    digest = hashlib.sha256()
    for part in _parts(plan):
        digest.update(repr(part).encode("utf-8", "surrogatepass"))
        digest.update(b"\n")
    return digest.hexdigest()


def _parts(plan: LoadPlan) -> Iterator[object]:
    yield plan.slugs, sorted(plan.new_series), plan.moved, plan.opened, plan.touched, plan.reverted, plan.corrected
    yield plan.replaced, plan.extract
    for need in plan.needs:
        yield need.word, need.lines
    for name, table in plan.tables.items():
        yield name
        for kind, rows in _kinds(table):
            yield kind
            for row in rows:
                yield row.key, _said(table, row.new), row.old
        yield [(row.key, row.changes, row.reason) for row in table.kept]


def _kinds(table: TablePlan) -> Iterator[tuple[str, Iterable[PlannedRow]]]:
    yield "new", table.new
    yield "changed", table.changed
    yield "withdrawn", table.withdrawn
    yield "missing", table.missing


def _said(table: TablePlan, values: Values) -> Values:
    """The values without the instant of the correction, which is that of the plan."""
    if table.fields[-1:] == (CORRECTED_AT,):
        return (*values[:-1], values[-1] is not None)
    return values
