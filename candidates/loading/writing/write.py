"""Writes a plan table by table, in the order of their references, with the versions of what it changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched, chain
from typing import Any

from candidates.embargo.changed_results import record_changed_results
from candidates.embargo.releases import move_release
from candidates.history.record import NewVersion, Origin, add_candidate_versions, add_result_versions
from candidates.identity import ReplacedPerson
from candidates.loading.parsing.parse import ParsedFiles, Progress, unshown
from candidates.loading.planning.candidates import UID
from candidates.loading.planning.plan import LoadPlan, PlannedRow
from candidates.loading.planning.results import WITHDRAWN
from candidates.loading.planning.stored import Stored
from candidates.loading.writing.changed_results import changed_results
from candidates.loading.writing.columns import COLUMNS, entry_of
from candidates.loading.writing.people import end_what_was_others, people_before
from candidates.loading.writing.syllabuses import forget_unused_qualifications, write_syllabuses
from candidates.loading.writing.trail import record_load, record_withdrawals
from candidates.loading.writing.upsert import upsert
from candidates.models import Load, LoadedRelease, Qualification, Series, Source
from centres.members.change import remove_outdated
from results_portal.audit import Actor
from results_portal.db.bulk_insert import add_rows

BEFORE_RELEASES = ("associates", "centres", "qualifications")
LENGTH_OF_SOURCE = 200
TOGETHER = 5000


@dataclass(frozen=True, slots=True)
class Written:
    """The load as it is remembered, None where nothing changed; and whose rows mean another person now."""

    load: Load | None = None
    replaced: Sequence[ReplacedPerson] = ()


def write_plan(
    plan: LoadPlan, parsed: ParsedFiles, stored: Stored, *, by: Actor, cause: str = "", progress: Progress = unshown
) -> Written:
    """Bring the database to what the plan says. `cause` is why released results change, as candidates read it.

    Entries in the audit trail come last, for they lock its chains until the transaction ends.
    """
    if plan.changes_nothing:
        return Written()
    progress("Writing centres and syllabuses", 0, 0)
    for name in BEFORE_RELEASES:
        _write_table(name, plan, stored)
    write_syllabuses(plan, stored)
    _write_series(plan, stored)
    load = _remember_load(plan, parsed, by=by)
    origin = Origin(source=Source.LOAD, by=by.email, at=plan.at, load=load, reason=_reason(load), cause=cause)
    people = people_before(plan)
    progress("Writing candidates", 0, 0)
    _write_table("candidates", plan, stored)
    _write_candidate_versions(plan, stored, origin)
    progress("Writing entries", 0, 0)
    _write_table("entries", plan, stored)
    forget_unused_qualifications(parsed)
    progress("Writing results", 0, 0)
    _write_results(plan, stored, origin)
    # Before releases move: what counts is what candidates could see until now.
    record_changed_results(changed_results(plan, stored), at=plan.at, load=load, cause=cause)
    progress("Finishing", 0, 0)
    _remember_releases(plan, parsed, stored)
    replaced = end_what_was_others(people, parsed, stored, by=by)
    _write_releases(plan, stored, by=by)
    record_withdrawals(plan, by=by)
    record_load(plan, replaced=len(replaced), by=by)
    remove_outdated(by=by)
    return Written(load, replaced)


def _write_table(name: str, plan: LoadPlan, stored: Stored) -> None:
    table = plan.tables.get(name)
    if table:
        _write_rows(name, chain(table.new, table.changed, table.withdrawn), stored)


def _write_results(plan: LoadPlan, stored: Stored, origin: Origin) -> None:
    """Some thousand at a time, each with its version. New ones, which are most, are only added."""
    table = plan.tables.get("results")
    if table is None:
        return
    columns = COLUMNS["results"]
    for some in batched(table.new, TOGETHER):
        new = ((entry_of(row, stored), *row.new) for row in some)
        add_rows(columns.model, (*columns.unique, *columns.update), new)
        add_result_versions((_result_version(row, stored) for row in some), origin=origin)
    for some in batched(chain(table.changed, table.withdrawn), TOGETHER):
        upsert(columns.model, some, stored, columns=columns)
        add_result_versions((_result_version(row, stored) for row in some), origin=origin)


def _result_version(row: PlannedRow, stored: Stored) -> NewVersion:
    """The instant of the correction isn't part of what a version says."""
    before = None
    if row.old is not None:
        before = row.old[: WITHDRAWN + 1]
    return NewVersion(entry_of(row, stored), row.new[: WITHDRAWN + 1], before, row.versions)


def _write_rows(name: str, rows: Iterable[PlannedRow], stored: Stored) -> None:
    table = COLUMNS[name]
    written = upsert(table.model, rows, stored, columns=table)
    if written:
        stored[name].pks.update(written)


def _write_series(plan: LoadPlan, stored: Stored) -> None:
    rows = [PlannedRow(key=(name,), line=0, new=(plan.series[name],)) for name in plan.new_series]
    _write_rows("series", rows, stored)


def _remember_load(plan: LoadPlan, parsed: ParsedFiles, *, by: Actor) -> Load:
    number, made_at = None, None
    if plan.extract:
        number, made_at = plan.extract.number, plan.extract.made_at
    load = Load.objects.create(
        at=plan.at,
        by=by.email[:254],
        source=plan.name[:LENGTH_OF_SOURCE],
        rows=parsed.counts,
        number=number,
        made_at=made_at,
    )
    load.series.set(Series.objects.filter(slug__in=plan.slugs))
    return load


def _reason(load: Load) -> str:
    if load.number is None:
        return f"loaded from {load.source}"
    return f"loaded from {load.source}, extract {load.number}"


def _write_candidate_versions(plan: LoadPlan, stored: Stored, origin: Origin) -> None:
    table = plan.tables.get("candidates")
    if table:
        pks = stored["candidates"].pks
        rows = chain(table.new, table.changed, table.withdrawn)
        add_candidate_versions((_candidate_version(pks[row.key], row) for row in rows), origin=origin)


def _candidate_version(candidate: int, row: PlannedRow) -> NewVersion:
    """The board's identifier isn't part of what a version says."""
    before = None
    if row.old is not None:
        before = row.old[:UID]
    return NewVersion(candidate, row.new[:UID], before)


def _remember_releases(plan: LoadPlan, parsed: ParsedFiles, stored: Stored) -> None:
    """Keep what the files say of each release, also where a later decision stands."""
    if "releases" not in plan.tables:
        return
    known = stored["loaded releases"].values
    rows: Iterable[Any] = parsed.of("releases")
    news = [row for row in rows if known.get(row.key) != (row.releases_at,)]
    said = [PlannedRow(key=row.key, line=row.line, new=(row.releases_at,)) for row in news]
    upsert(LoadedRelease, said, stored, columns=COLUMNS["releases"])


def _write_releases(plan: LoadPlan, stored: Stored, *, by: Actor) -> None:
    """New releases are written; those that move go through `move_release`, which records before and after."""
    table = plan.tables.get("releases")
    if table is None:
        return
    _write_rows("releases", table.new, stored)
    for row in table.changed:
        series, qualification = Series.objects.get(name=row.key[0]), Qualification.objects.get(code=row.key[1])
        move_release(series=series, qualification=qualification, releases_at=row.new[0], by=by)
