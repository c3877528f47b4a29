"""Releases: files never open one nor bring one forward, and never undo what staff decided since.

A release that files name for the first time is set, unless its instant has passed already. One that moves to a later
instant moves: that keeps results back. Everything else needs the word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from candidates import instants
from candidates.loading.options import OPEN_RELEASES
from candidates.loading.planning.plan import FieldChange, KeptRow, Need, PlannedRow, TablePlan
from candidates.loading.planning.stored import Stored
from candidates.loading.rows import ReleaseRow

DECIDED = "staff decided otherwise since the files said so"
NEVER = "not set"


@dataclass(slots=True)
class ReleasesPlan:
    """The table's plan; what would open, in words; what moves, in words."""

    table: TablePlan
    opens: list[str]
    moved: list[str]


def plan_releases(
    rows: Iterable[ReleaseRow], stored: Stored, *, now: datetime, file: str, may_open: bool
) -> ReleasesPlan:
    """Compare each release with the present instant and with the one that files named last."""
    plan = ReleasesPlan(TablePlan("releases", ("releases_at",), file), [], [])
    for row in rows:
        _plan_release(plan, row, stored, now=now, may_open=may_open)
    return plan


def _plan_release(plan: ReleasesPlan, row: ReleaseRow, stored: Stored, *, now: datetime, may_open: bool) -> None:
    old = stored["releases"].values.get(row.key)
    loaded = stored["loaded releases"].values.get(row.key)
    old_at = None
    if old is not None:
        old_at = old[0]
    if old_at == row.releases_at:
        plan.table.unchanged += 1
        return
    is_known = (row.series,) in stored["series"].pks
    opens = _opens(old_at, row.releases_at, now=now, is_known=is_known)
    words = f"{row.series} {row.qualification_code}: {in_words(old_at)} → {in_words(row.releases_at)}"
    decided_since = loaded == (row.releases_at,)
    if decided_since and not (opens and may_open):
        changes = (FieldChange("releases_at", old_at, row.releases_at),)
        plan.table.kept.append(KeptRow(key=row.key, line=row.line, changes=changes, reason=DECIDED))
        plan.table.unchanged += 1
        return
    if opens:
        plan.opens.append(words)
    if old_at is None:
        plan.table.new.append(PlannedRow(key=row.key, line=row.line, new=(row.releases_at,)))
        return
    pk = stored["releases"].pks[row.key]
    if not opens:
        plan.moved.append(words)
    plan.table.changed.append(PlannedRow(key=row.key, line=row.line, new=(row.releases_at,), old=old, pk=pk))


def _opens(old: datetime | None, new: datetime, *, now: datetime, is_known: bool) -> bool:
    """Whether results would be seen earlier than now decided. In a series that is new, nobody has access yet."""
    if old is None:
        return is_known and new <= now
    return new < old


def need_to_open(lines: Sequence[str]) -> Need:
    """The word for releases that open or come forward."""
    reason = "The files would open releases, or bring them forward"
    return Need(word=OPEN_RELEASES, reason=reason, lines=tuple(lines))


def in_words(instant: datetime | None) -> str:
    """ "18 August 2026, 05:00 UTC (06:00 UK time)"; with the day in the UK where that is another."""
    if instant is None:
        return NEVER
    utc, uk = instant.astimezone(UTC), instant.astimezone(instants.UK)
    there = f"{uk:%H:%M} {instants.UK_TIME}"
    if uk.date() != utc.date():
        there = f"{uk.day} {uk:%B %Y}, {there}"
    return f"{utc.day} {utc:%B %Y, %H:%M} UTC ({there})"
