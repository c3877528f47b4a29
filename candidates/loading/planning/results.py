"""Results: a later correction is neither undone, overwritten nor lowered by files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from candidates.awards import LOWER_AWARDS
from candidates.history.compare import Verdict, compare
from candidates.loading.planning.candidates import CORRECTED
from candidates.loading.planning.plan import CORRECTED_AT, KeptRow, Key, PlannedRow, TablePlan, Values
from candidates.loading.planning.qualifications import EntryQualifications
from candidates.loading.planning.stored import RESULT_FIELDS, Stored
from candidates.loading.planning.tables import WITHDRAWN_BEFORE
from candidates.loading.planning.versions import result_versions, said_of
from candidates.loading.rows import ResultRow

# Grade, mark, outcome and endorsement among the values; the withdrawal and the instant of the correction follow.
SAYS = slice(0, 4)
ENDORSEMENT, WITHDRAWN, CORRECTED_SINCE = 3, 4, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Exams:
    """What tells whether a result was seen and which grade is better: all by the codes that files use.

    `replaced` are the keys of candidates whose rows mean another person after the load.
    """

    now: datetime
    qualifications: EntryQualifications
    scales: Mapping[str, Sequence[str]]
    released: frozenset[Key]
    replaced: frozenset[Key] = frozenset()

    def is_released(self, row: PlannedRow) -> bool:
        """Whether candidates could see this result before the load."""
        return (row.key[0], self.qualifications.of(row.key)) in self.released

    def lowers(self, row: PlannedRow) -> bool:
        """Whether the files' grade or mark is worse than the present one, or an outcome replaces a grade."""
        (grade, mark, *_), (new_grade, new_mark, *_) = (row.old or ())[SAYS], row.new[SAYS]
        qualification = self.qualifications.of(row.key)
        # Below the lowest grade of the A Level are those of the AS Level, which may be awarded instead.
        lower = LOWER_AWARDS.get(qualification, "")
        scale = [*self.scales.get(qualification, ()), *self.scales.get(lower, ())]
        if not grade or grade not in scale:
            return False
        if new_grade == grade:
            return mark is not None and new_mark is not None and new_mark < mark
        return new_grade not in scale or scale.index(new_grade) > scale.index(grade)


def plan_results(
    rows: Iterable[ResultRow], stored: Stored, exams: Exams, *, file: str, revert: bool
) -> tuple[TablePlan, list[KeptRow]]:
    """The plan, and the rows in which files would put a correction back, which only `revert` lets them."""
    plan = TablePlan("results", (*RESULT_FIELDS, CORRECTED_AT), file)
    results = stored["results"]
    different: list[PlannedRow] = []
    for row in rows:
        old = results.values.get(row.key)
        says = (row.grade, _mark(row, old), row.outcome, _endorsement(row, old))
        if old is None:
            plan.new.append(PlannedRow(key=row.key, line=row.line, new=(*says, False, None)))
        elif old[SAYS] == says and not old[WITHDRAWN]:
            plan.unchanged += 1
        else:
            new = (*says, False, old[CORRECTED_SINCE])
            different.append(PlannedRow(key=row.key, line=row.line, new=new, old=old, pk=results.pks[row.key]))
    return plan, _decide(plan, different, stored, exams, revert=revert)


def _endorsement(row: ResultRow, old: Values | None) -> str:
    """What the file says, or what there is where its file has no such column."""
    if row.endorsement is not None:
        return row.endorsement
    if old is None:
        return ""
    return str(old[ENDORSEMENT])


def _mark(row: ResultRow, old: Values | None) -> int | None:
    """What the file says, or what there is beside the same grade where it has no such column."""
    if row.says_mark or old is None or (old[0], old[2]) != (row.grade, row.outcome):
        return row.percentage_uniform_mark
    mark: int | None = old[1]
    return mark


def _decide(
    plan: TablePlan, different: Sequence[PlannedRow], stored: Stored, exams: Exams, *, revert: bool
) -> list[KeptRow]:
    entries: dict[Key, int] = {}
    if different:
        entries = stored["entries"].pks
    versions = result_versions((entries[row.key] for row in different), RESULT_FIELDS)
    reverts: list[KeptRow] = []
    for row in different:
        verdict, reason = _verdict(row, versions.get(entries[row.key], ()), exams)
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
    new: Values = (*row.new[:CORRECTED_SINCE], exams.now)
    return PlannedRow(key=row.key, line=row.line, new=new, old=row.old, pk=row.pk)


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
