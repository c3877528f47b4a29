"""From a planned row to the columns of its model. Rows of other tables that it names are looked up by their keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from candidates.loading.planning.plan import Key, PlannedRow
from candidates.loading.planning.stored import Stored
from candidates.models import Candidate, Entry, Qualification, Release, Result, Series, Syllabus, SyllabusQualification
from centres.models import Associate, Centre
from results_portal.text.rehearsal import is_rehearsal_name

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumns:
    """The model of a table, which columns tell its rows apart, which may change, and what gives them."""

    model: type[Model]
    unique: tuple[str, ...]
    update: tuple[str, ...]
    columns_of: Callable[[PlannedRow, Stored], Columns]


def _associate(row: PlannedRow, _: Stored) -> Columns:
    return {"code": row.key[0], "name": row.new[0]}


def _centre(row: PlannedRow, stored: Stored) -> Columns:
    name, country, time_zone, results_service, associate = row.new
    associate_id = None
    if associate:
        associate_id = stored["associates"].pks[associate,]
    return {
        "number": row.key[0],
        "name": name,
        "country": country,
        "time_zone": time_zone,
        "results_service": results_service,
        "associate_id": associate_id,
    }


def _qualification(row: PlannedRow, _: Stored) -> Columns:
    title, grades = row.new
    return {"code": row.key[0], "title": title, "grades": list(grades)}


def _syllabus(row: PlannedRow, _: Stored) -> Columns:
    return {"code": row.key[0], "title": row.new[0]}


def _syllabus_qualification(row: PlannedRow, stored: Stored) -> Columns:
    syllabus, qualification = row.key
    return {
        "syllabus_id": stored["syllabus codes"].pks[syllabus,],
        "qualification_id": stored["qualifications"].pks[qualification,],
        "option_codes": list(row.new[1]),
    }


def _series(row: PlannedRow, _: Stored) -> Columns:
    return {"name": row.key[0], "slug": row.new[0], "is_rehearsal": is_rehearsal_name(row.key[0])}


def _release(row: PlannedRow, stored: Stored) -> Columns:
    series, qualification = row.key
    return {
        "series_id": stored["series"].pks[series,],
        "qualification_id": stored["qualifications"].pks[qualification,],
        "releases_at": row.new[0],
    }


def _candidate(row: PlannedRow, stored: Stored) -> Columns:
    series, centre, number = row.key
    names = ("family_name", "given_names", "date_of_birth", "email", "teaching_group", "withdrawn", "candidate_uid")
    key = {"series_id": stored["series"].pks[series,], "centre_id": stored["centres"].pks[centre,], "number": number}
    return {**key, **dict(zip(names, row.new, strict=True))}


def _entry(row: PlannedRow, stored: Stored) -> Columns:
    option_code, withdrawn, qualification = row.new
    return {
        "candidate_id": stored["candidates"].pks[_candidate_key(row.key)],
        "syllabus_id": stored["syllabus codes"].pks[row.key[-1],],
        "qualification_id": stored["qualifications"].pks[qualification,],
        "option_code": option_code,
        "withdrawn": withdrawn,
    }


def _result(row: PlannedRow, stored: Stored) -> Columns:
    names = ("grade", "percentage_uniform_mark", "outcome", "endorsement", "withdrawn", "corrected_at")
    return {"entry_id": entry_of(row, stored), **dict(zip(names, row.new, strict=True))}


def entry_of(row: PlannedRow, stored: Stored) -> int:
    """The primary key of a result's entry: one that was there, or that the load has written."""
    return row.entry or stored["entries"].pks[row.key]


def _candidate_key(entry: Key) -> Key:
    return entry[:3]


COLUMNS: Mapping[str, TableColumns] = {
    "associates": TableColumns(model=Associate, unique=("code",), update=("name",), columns_of=_associate),
    "centres": TableColumns(
        model=Centre,
        unique=("number",),
        update=("name", "country", "time_zone", "results_service", "associate_id"),
        columns_of=_centre,
    ),
    "qualifications": TableColumns(
        model=Qualification, unique=("code",), update=("title", "grades"), columns_of=_qualification
    ),
    "syllabus codes": TableColumns(model=Syllabus, unique=("code",), update=("title",), columns_of=_syllabus),
    "syllabuses": TableColumns(
        model=SyllabusQualification,
        unique=("syllabus_id", "qualification_id"),
        update=("option_codes",),
        columns_of=_syllabus_qualification,
    ),
    "series": TableColumns(model=Series, unique=("slug",), update=("name",), columns_of=_series),
    "releases": TableColumns(
        model=Release, unique=("series_id", "qualification_id"), update=("releases_at",), columns_of=_release
    ),
    "candidates": TableColumns(
        model=Candidate,
        unique=("series_id", "centre_id", "number"),
        update=("family_name", "given_names", "date_of_birth", "email", "teaching_group", "withdrawn", "candidate_uid"),
        columns_of=_candidate,
    ),
    "entries": TableColumns(
        model=Entry,
        unique=("candidate_id", "syllabus_id"),
        update=("option_code", "withdrawn", "qualification_id"),
        columns_of=_entry,
    ),
    "results": TableColumns(
        model=Result,
        unique=("entry_id",),
        update=("grade", "percentage_uniform_mark", "outcome", "endorsement", "withdrawn", "corrected_at"),
        columns_of=_result,
    ),
}
