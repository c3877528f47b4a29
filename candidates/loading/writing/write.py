"""Writes a plan table by table, in the order of their references, with the versions of what it changes."""

from collections.abc import Iterable
from typing import Any

from candidates.embargo.releases import move_release
from candidates.history.record import NewVersion, Origin, add_candidate_versions, add_result_versions
from candidates.loading.parsing.parse import ParsedFiles
from candidates.loading.planning.plan import LoadPlan, PlannedRow
from candidates.loading.planning.results import WITHDRAWN
from candidates.loading.planning.stored import Stored
from candidates.loading.writing.columns import COLUMNS
from candidates.loading.writing.hooks import CandidateChange, CandidateDetails, candidates_changing
from candidates.loading.writing.trail import record_load, record_withdrawals
from candidates.loading.writing.upsert import upsert
from candidates.models import Load, LoadedRelease, Qualification, Series, Source
from results_portal.audit import Actor

BEFORE_RELEASES = ("associates", "centres", "qualifications", "syllabuses")
LENGTH_OF_SOURCE = 200


def write_plan(plan: LoadPlan, parsed: ParsedFiles, stored: Stored, *, by: Actor) -> None:
    """Bring the database to what the plan says. Receivers of `candidates_changing` hear of candidates before that.

    Entries in the audit trail come last, for they lock its chains until the transaction ends.
    """
    if plan.changes_nothing:
        return
    for name in BEFORE_RELEASES:
        _write_table(name, plan, stored)
    _write_series(plan, stored)
    load = _remember_load(plan, by=by)
    origin = Origin(source=Source.LOAD, by=by.email, at=plan.at, load=load, reason=_reason(load))
    _announce_candidates(plan, by=by)
    _write_table("candidates", plan, stored)
    _write_candidate_versions(plan, stored, origin)
    _write_table("entries", plan, stored)
    _write_table("results", plan, stored)
    _write_result_versions(plan, stored, origin)
    _remember_releases(plan, parsed, stored)
    _write_releases(plan, stored, by=by)
    record_withdrawals(plan, by=by)
    record_load(plan, by=by)


def _write_table(name: str, plan: LoadPlan, stored: Stored) -> None:
    table = plan.tables.get(name)
    if table:
        _write_rows(name, [*table.new, *table.changed, *table.withdrawn], stored)


def _write_rows(name: str, rows: list[PlannedRow], stored: Stored) -> None:
    if not rows:
        return
    table = COLUMNS[name]
    written = upsert(table.model, rows, stored, columns=table)
    stored[name].pks.update(written)


def _write_series(plan: LoadPlan, stored: Stored) -> None:
    rows = [PlannedRow(key=(name,), line=0, new=(plan.series[name],)) for name in plan.new_series]
    _write_rows("series", rows, stored)


def _remember_load(plan: LoadPlan, *, by: Actor) -> Load:
    number, made_at = None, None
    if plan.extract:
        number, made_at = plan.extract.number, plan.extract.made_at
    load = Load.objects.create(
        at=plan.at, by=by.email[:254], source=plan.name[:LENGTH_OF_SOURCE], number=number, made_at=made_at
    )
    load.series.set(Series.objects.filter(slug__in=plan.slugs))
    return load


def _reason(load: Load) -> str:
    if load.number is None:
        return f"loaded from {load.source}"
    return f"loaded from {load.source}, extract {load.number}"


def _announce_candidates(plan: LoadPlan, *, by: Actor) -> None:
    table = plan.tables.get("candidates")
    if table is None:
        return
    changes = [_change(row) for row in [*table.changed, *table.withdrawn]]
    if changes:
        candidates_changing.send(sender=Load, changes=changes, by=by)


def _change(row: PlannedRow) -> CandidateChange:
    series, centre, number = row.key
    return CandidateChange(
        candidate_id=row.pk or 0,
        series=series,
        centre_number=centre,
        candidate_number=number,
        old=_details(row.old or ()),
        new=_details(row.new),
    )


def _details(values: tuple[Any, ...]) -> CandidateDetails:
    family_name, given_names, date_of_birth, email, teaching_group, withdrawn = values
    return CandidateDetails(
        family_name=family_name,
        given_names=given_names,
        date_of_birth=date_of_birth,
        email=email,
        teaching_group=teaching_group,
        withdrawn=withdrawn,
    )


def _write_candidate_versions(plan: LoadPlan, stored: Stored, origin: Origin) -> None:
    table = plan.tables.get("candidates")
    if table:
        pks = stored["candidates"].pks
        rows = [*table.new, *table.changed, *table.withdrawn]
        add_candidate_versions((NewVersion(pks[row.key], row.new, row.old) for row in rows), origin=origin)


def _write_result_versions(plan: LoadPlan, stored: Stored, origin: Origin) -> None:
    table = plan.tables.get("results")
    if table:
        pks = stored["entries"].pks
        rows = [*table.new, *table.changed, *table.withdrawn]
        add_result_versions((_result_version(pks[row.key], row) for row in rows), origin=origin)


def _result_version(entry: int, row: PlannedRow) -> NewVersion:
    """The instant of the correction isn't part of what a version says."""
    before = None
    if row.old is not None:
        before = row.old[: WITHDRAWN + 1]
    return NewVersion(entry, row.new[: WITHDRAWN + 1], before)


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
