"""Results: a later correction is neither undone, overwritten nor lowered by files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from candidates.awards import LOWER_AWARDS
from candidates.history.compare import Verdict, compare
from candidates.loading.checks.unchecked import SomethingWrong
from candidates.loading.errors import LoadRefused
from candidates.loading.lookup.key_set import KeySet
from candidates.loading.lookup.present import Present, PresentResults
from candidates.loading.parsing.parse import ParsedFiles
from candidates.loading.planning.candidates import CORRECTED
from candidates.loading.planning.plan import CORRECTED_AT, KeptRow, Key, PlannedRow, TablePlan, Values
from candidates.loading.planning.stored import RESULT_FIELDS, Stored
from candidates.loading.planning.tables import WITHDRAWN_BEFORE
from candidates.loading.planning.versions import result_versions, said_of
from candidates.loading.rows import ResultRow

# Grade, mark, outcome and endorsement among the values; the withdrawal and the instant of the correction follow.
SAYS = slice(0, 4)
TOGETHER = 5000
NOTHING = (None, "", None, None, 0)
ENDORSEMENT, WITHDRAWN, CORRECTED_SINCE = 3, 4, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Exams:
    """What tells whether a result was seen and which grade is better: all by the codes that files use.

    `replaced` are the keys of candidates whose rows mean another person after the load.
    """

    now: datetime
    scales: Mapping[str, Sequence[str]]
    released: frozenset[Key]
    replaced: frozenset[Key] = frozenset()

    def is_released(self, row: PlannedRow) -> bool:
        """Whether candidates could see this result before the load."""
        return (row.key[0], row.qualification) in self.released

    def lowers(self, row: PlannedRow) -> bool:
        """Whether the files' grade or mark is worse than the present one, or an outcome replaces a grade."""
        (grade, mark, *_), (new_grade, new_mark, *_) = (row.old or ())[SAYS], row.new[SAYS]
        # Below the lowest grade of the A Level are those of the AS Level, which may be awarded instead.
        lower = LOWER_AWARDS.get(row.qualification, "")
        scale = [*self.scales.get(row.qualification, ()), *self.scales.get(lower, ())]
        if not grade or grade not in scale:
            return False
        if new_grade == grade:
            return mark is not None and new_mark is not None and new_mark < mark
        return new_grade not in scale or scale.index(new_grade) > scale.index(grade)


@dataclass(frozen=True, slots=True)
class ResultsPlan:
    """The table's plan; the rows in which files would put a correction back, which only a word lets them; and the
    entries of which the files have results.
    """

    table: TablePlan
    reverts: list[KeptRow]
    entries: KeySet


def plan_results(parsed: ParsedFiles, stored: Stored, exams: Exams, *, file: str, revert: bool) -> ResultsPlan:
    """Compare the rows with what is stored, some thousand at a time.

    Raises `LoadRefused` where they weren't checked yet and something is wrong with them.
    """
    plan = ResultsPlan(TablePlan("results", (*RESULT_FIELDS, CORRECTED_AT), file), [], KeySet())
    database = PresentResults(stored)
    for some in batched(parsed.of("results"), TOGETHER):
        present = database.of(some)
        rows = _checked(some, present, parsed, plan.entries)
        different = list(_different(plan.table, rows, present))
        plan.reverts.extend(_decide(plan.table, different, exams, revert=revert))
    return plan


def _checked(
    rows: Sequence[ResultRow], present: Sequence[Present | None], parsed: ParsedFiles, entries: KeySet
) -> Sequence[ResultRow]:
    """Add the rows' entries to `entries`, and check the rows where that is still to be done."""
    if parsed.unchecked is None:
        for there in present:
            if there is not None:
                entries.add(there.entry)
        return rows
    try:
        return parsed.unchecked.checked(rows, present, entries)
    except SomethingWrong:
        problems = parsed.unchecked.problems(parsed.of("results"))
        if not problems:
            # Never seen: both ways of checking say the same. Nothing is loaded where they don't.
            raise
        raise LoadRefused(problems) from None


def _different(plan: TablePlan, rows: Sequence[ResultRow], present: Sequence[Present | None]) -> Iterator[PlannedRow]:
    """The rows that differ from what is stored. New ones are planned, and the same ones counted."""
    for row, there in zip(rows, present, strict=True):
        entry, qualification, pk, old, versions = there or NOTHING
        if old is None:
            says: Values = (row.grade, row.percentage_uniform_mark, row.outcome, row.endorsement or "", False, None)
            plan.new.append(PlannedRow(row.key, row.line, says, None, None, entry, qualification, versions))
            continue
        says = (row.grade, _mark(row, old), row.outcome, _endorsement(row, old))
        if old[SAYS] == says and not old[WITHDRAWN]:
            plan.unchanged += 1
            continue
        new = (*says, False, old[CORRECTED_SINCE])
        yield PlannedRow(row.key, row.line, new, old, pk, entry, qualification)


def _endorsement(row: ResultRow, old: Values) -> str:
    """What the file says, or what there is where its file has no such column."""
    if row.endorsement is not None:
        return row.endorsement
    return str(old[ENDORSEMENT])


def _mark(row: ResultRow, old: Values) -> int | None:
    """What the file says, or what there is beside the same grade where it has no such column."""
    if row.says_mark or (old[0], old[2]) != (row.grade, row.outcome):
        return row.percentage_uniform_mark
    mark: int | None = old[1]
    return mark


def _decide(plan: TablePlan, different: Sequence[PlannedRow], exams: Exams, *, revert: bool) -> list[KeptRow]:
    versions = result_versions((row.entry for row in different if row.entry), RESULT_FIELDS)
    reverts: list[KeptRow] = []
    for row in different:
        verdict, reason = _verdict(row, versions.get(row.entry or 0, ()), exams)
        kept = KeptRow(key=row.key, line=row.line, changes=tuple(plan.changes(row)), reason=reason)
        if verdict is Verdict.REVERT:
            reverts.append(kept)
        if verdict is Verdict.CHANGE or revert:
            plan.changed.append(_corrected(row, exams))
            continue
        plan.unchanged += 1
        if verdict is Verdict.KEEP:
            plan.kept.append(kept)
    return reverts


def _verdict(row: PlannedRow, versions: Sequence[tuple[Values, str]], exams: Exams) -> tuple[Verdict, str]:
    old = row.old or ()
    if row.key[:3] in exams.replaced:
        return Verdict.CHANGE, ""
    if old[WITHDRAWN]:
        return Verdict.KEEP, WITHDRAWN_BEFORE
    said = said_of(versions, SAYS)
    if not said and old[CORRECTED_SINCE]:
        # Corrected before versions were kept: what it said then isn't known.
        return Verdict.REVERT, CORRECTED
    lowers = exams.lowers(row)
    return compare(present=old[SAYS], incoming=row.new[SAYS], said=said, lowers=lowers), CORRECTED


def _corrected(row: PlannedRow, exams: Exams) -> PlannedRow:
    """A row that candidates could see before this load is marked as corrected now."""
    if not exams.is_released(row):
        return row
    return row._replace(new=(*row.new[:CORRECTED_SINCE], exams.now))


def corrected_among(rows: Iterable[PlannedRow]) -> int:
    """How many changed results get a new instant of correction."""
    count = 0
    for row in rows:
        old: Any = row.old
        count += old is not None and old[CORRECTED_SINCE] != row.new[CORRECTED_SINCE]
    return count


def released_among(rows: Iterable[PlannedRow], exams: Exams) -> int:
    """How many of these results candidates could see before the load."""
    return sum(exams.is_released(row) for row in rows)
