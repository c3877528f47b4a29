"""The entries and results that stand in the database for rows of a file."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import IntegerField, Value

from candidates.loading.planning.plan import Values
from candidates.loading.planning.stored import Stored
from candidates.loading.rows import ResultRow
from candidates.models import Candidate, Entry, Result, ResultVersion

RESULT = ("grade", "percentage_uniform_mark", "outcome", "endorsement", "withdrawn", "corrected_at")

# One entry: the place of its candidate among those asked for, its syllabus, and what there is.
Found = tuple[int, int, int, int, int | None, int | None, Any, Any, Any, Any, Any, Any]
CandidateKey = tuple[int, int, str]


class Present(NamedTuple):
    """An entry, the code of its qualification, and its result: key and values, None where there is none.

    `versions` is the number of the newest version of a result that isn't there; None where that wasn't looked up.
    """

    entry: int
    qualification: str
    result: int | None
    values: Values | None
    versions: int | None


class PresentResults:
    """Finds what is there, with the codes of files turned into keys by the small tables, which `stored` holds."""

    def __init__(self, stored: Stored) -> None:
        self._series = _keys_of("series", stored)
        self._centres = _keys_of("centres", stored)
        self._syllabuses = _keys_of("syllabus codes", stored)
        self._qualifications = {pk: code for code, pk in _keys_of("qualifications", stored).items()}

    def of(self, rows: Sequence[ResultRow]) -> list[Present | None]:
        """What stands for each row, None for one without entry. One query."""
        candidates: dict[CandidateKey, int] = {}
        places: list[tuple[int, int] | None] = []
        syllabuses: set[int] = set()
        for row in rows:
            series, centre = self._series.get(row.series), self._centres.get(row.centre_number)
            syllabus = self._syllabuses.get(row.syllabus_code)
            if series is None or centre is None or syllabus is None:
                places.append(None)
                continue
            syllabuses.add(syllabus)
            places.append((candidates.setdefault((series, centre, row.candidate_number), len(candidates)), syllabus))
        found: dict[tuple[int, int] | None, Present] = {}
        for place, syllabus, entry, qualification, result, versions, *values in _entries(
            list(candidates), list(syllabuses)
        ):
            there = None if result is None else tuple(values)
            found[place, syllabus] = Present(entry, self._qualifications[qualification], result, there, versions)
        return [found.get(place) for place in places]


def _keys_of(table: str, stored: Stored) -> dict[str, int]:
    return {str(key[0]): pk for key, pk in stored[table].pks.items()}


def _entries(candidates: Sequence[CandidateKey], syllabuses: Sequence[int]) -> Iterable[Found]:
    """The entries of these candidates for these syllabuses, with their results."""
    if not candidates:
        return []
    if connection.vendor == "postgresql":
        return _joined(candidates, syllabuses)
    return _filtered(candidates, syllabuses)


def _joined(candidates: Sequence[CandidateKey], syllabuses: Sequence[int]) -> list[Found]:
    """As one statement with an array for each part of the keys: a join, whatever the order of the file."""
    quote = connection.ops.quote_name
    candidate, entry, result = (quote(model._meta.db_table) for model in (Candidate, Entry, Result))
    versions = quote(ResultVersion._meta.db_table)
    columns = ", ".join(f"r.{name}" for name in RESULT)
    sql = f"""
        SELECT asked.place - 1, e.syllabus_id, e.id, e.qualification_id, r.id,
            CASE WHEN r.id IS NULL THEN (SELECT COALESCE(MAX(number), 0) FROM {versions} WHERE entry_id = e.id) END,
            {columns}
        FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) WITH ORDINALITY AS asked (series, centre, number, place)
        JOIN {candidate} c ON c.series_id = asked.series AND c.centre_id = asked.centre AND c.number = asked.number
        JOIN {entry} e ON e.candidate_id = c.id
        LEFT JOIN {result} r ON r.entry_id = e.id
        WHERE e.syllabus_id = ANY(%s::bigint[])
    """  # noqa: S608 - names of tables and columns
    series, centres, numbers = ([key[part] for key in candidates] for part in range(3))
    with connection.cursor() as cursor:
        cursor.execute(sql, [series, centres, numbers, list(syllabuses)])
        found: list[Found] = cursor.fetchall()
    return found


def _filtered(candidates: Sequence[CandidateKey], syllabuses: Sequence[int]) -> Iterable[Found]:
    """Of all entries of the centres, those of the candidates."""
    places = {key: place for place, key in enumerate(candidates)}
    entries = Entry.objects.filter(
        candidate__series__in={key[0] for key in candidates},
        candidate__centre__in={key[1] for key in candidates},
        syllabus__in=syllabuses,
    ).order_by()
    key = ("candidate__series_id", "candidate__centre_id", "candidate__number")
    unknown = Value(None, output_field=IntegerField())
    result: tuple[Any, ...] = ("result__pk", unknown, *(f"result__{name}" for name in RESULT))
    for series, centre, number, *rest in entries.values_list(*key, "syllabus_id", "pk", "qualification_id", *result):
        place = places.get((series, centre, number))
        if place is not None:
            yield (place, *rest)
