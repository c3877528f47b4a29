"""Candidates: a later correction of a name or a date of birth is neither undone nor overwritten by files.

Where a row will mean another person, what was said of the person before is nothing to them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from candidates.history.compare import Verdict, compare, compare_details
from candidates.identity import Person, another_people
from candidates.loading.planning.plan import FieldChange, KeptRow, Key, PlannedRow, TablePlan, Values
from candidates.loading.planning.stored import CANDIDATE_FIELDS, CANDIDATE_UID, Stored, StoredRows
from candidates.loading.planning.tables import WITHDRAWN_BEFORE
from candidates.loading.planning.versions import candidate_versions, said_of
from candidates.loading.rows import CandidateRow

# Who somebody is. The rest changes back and forth in the course of a year.
IDENTITY = frozenset({"family_name", "given_names", "date_of_birth"})
WITHDRAWN, UID = 5, 6
CORRECTED = "was corrected after the files said so"


def plan_candidates(
    rows: Iterable[CandidateRow], stored: StoredRows, *, file: str, revert: bool
) -> tuple[TablePlan, list[KeptRow]]:
    """The plan, and the rows in which files would put a correction back, which only `revert` lets them."""
    plan = TablePlan("candidates", (*CANDIDATE_FIELDS, CANDIDATE_UID), file)
    different: list[PlannedRow] = []
    for row in rows:
        old = stored.values.get(row.key)
        incoming = _incoming(row, old, revert=revert)
        if old is not None and not revert and _stays_withdrawn(row, old):
            changes = (FieldChange("withdrawn", True, False),)  # noqa: FBT003 - values of a field
            plan.kept.append(KeptRow(key=row.key, line=row.line, changes=changes, reason=WITHDRAWN_BEFORE))
        if old is None:
            plan.new.append(PlannedRow(key=row.key, line=row.line, new=incoming))
        elif old == incoming:
            plan.unchanged += 1
        else:
            pk = stored.pks[row.key]
            different.append(PlannedRow(key=row.key, line=row.line, new=incoming, old=old, pk=pk))
    return plan, _decide(plan, different, revert=revert)


def _stays_withdrawn(row: CandidateRow, old: Values) -> bool:
    """Whether the files name somebody again who was withdrawn, without a word about it."""
    return row.withdrawn is None and bool(old[WITHDRAWN])


def _incoming(row: CandidateRow, old: Values | None, *, revert: bool) -> Values:
    """What the files say, as the database keeps it. What they have no column for stays as it is.

    Whoever was withdrawn and is named again comes back where corrections may be reverted, as entries do.
    """
    was_withdrawn, known_uid = False, ""
    if old is not None:
        was_withdrawn, known_uid = old[WITHDRAWN], old[UID]
    withdrawn, uid = row.withdrawn, row.candidate_uid
    if withdrawn is None:
        withdrawn = was_withdrawn and not revert
    if uid is None:
        uid = known_uid
    return (row.family_name, row.given_names, row.date_of_birth, row.email, row.teaching_group, withdrawn, uid)


def _decide(plan: TablePlan, different: Sequence[PlannedRow], *, revert: bool) -> list[KeptRow]:
    versions = candidate_versions((row.pk for row in different if row.pk), CANDIDATE_FIELDS)
    reverts: list[KeptRow] = []
    for row in different:
        said = versions.get(row.pk or 0, ())
        kept: list[FieldChange] = []
        undone: list[FieldChange] = []
        new: list[Any] = []
        versioned = slice(0, len(CANDIDATE_FIELDS))
        values = zip(CANDIDATE_FIELDS, (row.old or ())[versioned], row.new[versioned], strict=True)
        for position, (name, old, incoming) in enumerate(values):
            decide = compare_details
            if name in IDENTITY:
                decide = compare
            verdict = decide(present=old, incoming=incoming, said=said_of(said, position))
            if verdict is Verdict.KEEP:
                kept.append(FieldChange(name, old, incoming))
            elif verdict is Verdict.REVERT:
                undone.append(FieldChange(name, old, incoming))
            if revert or verdict is Verdict.CHANGE:
                new.append(incoming)
            else:
                new.append(old)
        _add(plan, row, (*new, row.new[UID]), kept, revert=revert)
        if undone:
            reverts.append(KeptRow(key=row.key, line=row.line, changes=tuple(undone), reason=CORRECTED))
    return reverts


def _add(plan: TablePlan, row: PlannedRow, new: Values, kept: Sequence[FieldChange], *, revert: bool) -> None:
    if new == row.old:
        plan.unchanged += 1
    else:
        plan.changed.append(PlannedRow(key=row.key, line=row.line, new=new, old=row.old, pk=row.pk))
    if kept and not revert:
        plan.kept.append(KeptRow(key=row.key, line=row.line, changes=tuple(kept), reason=CORRECTED))


def replaced_candidates(candidates: TablePlan, stored: Stored) -> list[Key]:
    """The keys of the candidates under whose numbers another person stands after the load."""
    if not candidates.changed:
        return []
    rows = stored["candidates"].values
    before = {key: _person(key, values, stored) for key, values in rows.items()}
    after = {row.key: _person(row.key, row.new, stored) for row in candidates.changed}
    return sorted(another_people(before, after))


def _person(key: Key, values: Values, stored: Stored) -> Person:
    series, centre, _ = key
    family_name, given_names, date_of_birth = values[:3]
    return Person(
        series=stored["series"].pks[series,],
        centre=stored["centres"].pks[centre,],
        name=f"{given_names} {family_name}",
        date_of_birth=date_of_birth,
        candidate_uid=values[UID],
    )
