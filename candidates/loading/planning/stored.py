"""The rows that the database has now, by the same keys as the files' rows have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Value
from django.db.models.functions import Coalesce

from candidates.loading.planning.plan import Key, Values
from candidates.models import (
    Candidate,
    Entry,
    LoadedRelease,
    Qualification,
    Release,
    Result,
    Series,
    Syllabus,
    SyllabusQualification,
)
from centres.models import Associate, Centre

CHUNK = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTable:
    """Where a table is kept: look-ups of its key and its fields, and the one by which it belongs to a series."""

    model: type[Model]
    key: tuple[str, ...]
    fields: Mapping[str, Any]
    series: str = ""


@dataclass(slots=True)
class StoredRows:
    """Primary keys and values of the rows of one table, by key."""

    pks: dict[Key, int]
    values: dict[Key, Values]


CANDIDATE = ("series__name", "centre__number", "number")
ENTRY = (*(f"candidate__{name}" for name in CANDIDATE), "syllabus__code")
CANDIDATE_FIELDS = ("family_name", "given_names", "date_of_birth", "email", "teaching_group", "withdrawn")
# What is compared besides, and has no versions.
CANDIDATE_UID = "candidate_uid"
RESULT_FIELDS = ("grade", "percentage_uniform_mark", "outcome", "endorsement", "withdrawn")


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


TABLES = {
    "associates": StoredTable(model=Associate, key=("code",), fields=_same("name")),
    "centres": StoredTable(
        model=Centre,
        key=("number",),
        fields={
            **_same("name", "country", "time_zone", "results_service"),
            "associate_code": Coalesce("associate__code", Value("")),
        },
    ),
    "qualifications": StoredTable(model=Qualification, key=("code",), fields=_same("title", "grades")),
    "syllabus codes": StoredTable(model=Syllabus, key=("code",), fields=_same("title")),
    "syllabuses": StoredTable(
        model=SyllabusQualification,
        key=("syllabus__code", "qualification__code"),
        fields={"title": "syllabus__title", "option_codes": "option_codes"},
    ),
    "series": StoredTable(model=Series, key=("name",), fields=_same("slug")),
    "releases": StoredTable(
        model=Release, key=("series__name", "qualification__code"), fields=_same("releases_at"), series="series__name"
    ),
    "loaded releases": StoredTable(
        model=LoadedRelease,
        key=("series__name", "qualification__code"),
        fields=_same("releases_at"),
        series="series__name",
    ),
    "candidates": StoredTable(
        model=Candidate, key=CANDIDATE, fields=_same(*CANDIDATE_FIELDS, CANDIDATE_UID), series="series__name"
    ),
    "entries": StoredTable(
        model=Entry,
        key=ENTRY,
        fields={**_same("option_code", "withdrawn"), "qualification_code": "qualification__code"},
        series="candidate__series__name",
    ),
    "results": StoredTable(
        model=Result,
        key=tuple(f"entry__{name}" for name in ENTRY),
        fields=_same(*RESULT_FIELDS, "corrected_at"),
        series="entry__candidate__series__name",
    ),
}


class Stored:
    """The tables of the series that a load speaks of, each read when it is first asked for, in one query."""

    def __init__(self, series: list[str]) -> None:
        self._series = series
        self._read: dict[str, StoredRows] = {}

    def __getitem__(self, table: str) -> StoredRows:
        if table not in self._read:
            self._read[table] = self._rows(TABLES[table])
        return self._read[table]

    def _rows(self, table: StoredTable) -> StoredRows:
        rows = table.model._default_manager.order_by()
        if table.series:
            rows = rows.filter(**{f"{table.series}__in": self._series})
        found = StoredRows({}, {})
        width = len(table.key)
        for pk, *rest in rows.values_list("pk", *table.key, *table.fields.values()).iterator(CHUNK):
            key = tuple(rest[:width])
            found.pks[key] = pk
            found.values[key] = tuple(_plain(value) for value in rest[width:])
        return found


def _plain(value: Any) -> Any:
    """A scale as rows have it, to be compared."""
    if isinstance(value, list):
        return tuple(value)
    return value
