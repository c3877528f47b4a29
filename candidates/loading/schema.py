"""The eight files of a folder: their columns, what tells their rows apart, and what a row names in other files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, cast

from django.db.models import CharField, Model

from candidates.loading import rows
from candidates.loading.parsing import cells
from candidates.loading.parsing.cells import Parser, maybe, maybe_text, some_text
from candidates.loading.parsing.codes import code
from candidates.models import Candidate, Qualification, Result, Series, Syllabus
from centres.models import Associate, Centre
from results_portal.models import CodeKind


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns of a row that have to be the key of a row of the table `to`; `words` say what it is that is unknown."""

    columns: tuple[str, ...]
    to: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSchema:
    """One file: its columns with what takes their cells, the key, the row's class, and the references in order.

    `instead` names a column that may stand for several others. A reference of several columns is followed only where
    those of its columns alone were.
    """

    name: str
    row: Callable[..., Any]
    key: tuple[str, ...]
    columns: Mapping[str, Parser]
    optional: Mapping[str, Parser] = field(default_factory=dict)
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


def longest(model: type[Model], name: str) -> int:
    """How many characters the database takes."""
    return int(cast("CharField[str, str]", model._meta.get_field(name)).max_length or 0)


ASSOCIATE_CODE = some_text(longest(Associate, "code"))
QUALIFICATION_CODE = some_text(longest(Qualification, "code"))
SERIES_NAME = cells.series(longest(Series, "name"))
CENTRE_NUMBER = code(CodeKind.CENTRE_NUMBER)
CANDIDATE_NUMBER = code(CodeKind.CANDIDATE_NUMBER)
SYLLABUS_CODE = code(CodeKind.SYLLABUS_CODE)
OPTION_CODE = code(CodeKind.OPTION_CODE)

# What several rows of a file have in common, by which other files name it.
SYLLABUS_CODES = "syllabus codes"
FILE_OF = {"series": "releases.csv", SYLLABUS_CODES: "syllabuses.csv"}

TO_SERIES = Reference(("series",), "series", "series")
TO_CENTRE = Reference(("centre_number",), "centres", "centre")
TO_QUALIFICATION = Reference(("qualification_code",), "qualifications", "qualification")
TO_SYLLABUS = Reference(("syllabus_code",), SYLLABUS_CODES, "syllabus")
TO_CANDIDATE = Reference(("series", "centre_number", "candidate_number"), "candidates", "candidate")
ENTRY_KEY = ("series", "centre_number", "candidate_number", "syllabus_code")
TO_ENTRY = Reference(ENTRY_KEY, "entries", "entry")

CANDIDATE_COLUMNS = {"series": SERIES_NAME, "centre_number": CENTRE_NUMBER, "candidate_number": CANDIDATE_NUMBER}

ASSOCIATES = TableSchema(
    name="associates",
    row=rows.AssociateRow,
    key=("associate_code",),
    columns={"associate_code": ASSOCIATE_CODE, "name": some_text(longest(Associate, "name"))},
)
CENTRES = TableSchema(
    name="centres",
    row=rows.CentreRow,
    key=("centre_number",),
    columns={
        "centre_number": CENTRE_NUMBER,
        "name": some_text(longest(Centre, "name")),
        "country": some_text(longest(Centre, "country")),
        "time_zone": cells.time_zone,
        "associate_code": maybe(ASSOCIATE_CODE, ""),
        "results_service": cells.yes_or_no,
    },
    references=(Reference(("associate_code",), "associates", "associate"),),
)
QUALIFICATIONS = TableSchema(
    name="qualifications",
    row=rows.QualificationRow,
    key=("qualification_code",),
    columns={
        "qualification_code": QUALIFICATION_CODE,
        "title": some_text(longest(Qualification, "title")),
        "grades": cells.grades(longest(Result, "grade")),
    },
)
SYLLABUSES = TableSchema(
    name="syllabuses",
    row=rows.SyllabusRow,
    key=("syllabus_code", "qualification_code"),
    columns={
        "syllabus_code": SYLLABUS_CODE,
        "title": some_text(longest(Syllabus, "title")),
        "qualification_code": QUALIFICATION_CODE,
    },
    optional={"option_codes": maybe(cells.codes(OPTION_CODE), ())},
    references=(TO_QUALIFICATION,),
)
RELEASES = TableSchema(
    name="releases",
    row=rows.ReleaseRow,
    key=("series", "qualification_code"),
    columns={
        "series": SERIES_NAME,
        "qualification_code": QUALIFICATION_CODE,
        "releases_at": cells.instant,
    },
    references=(TO_QUALIFICATION,),
)
CANDIDATES = TableSchema(
    name="candidates",
    row=rows.CandidateRow,
    key=TO_CANDIDATE.columns,
    columns={
        **CANDIDATE_COLUMNS,
        "family_name": some_text(longest(Candidate, "family_name")),
        "given_names": maybe_text(longest(Candidate, "given_names")),
        "date_of_birth": maybe(cells.date_of_birth, None),
        "email": maybe(cells.email(longest(Candidate, "email")), ""),
        "teaching_group": maybe_text(longest(Candidate, "teaching_group")),
    },
    optional={
        "withdrawn": cells.yes_or_no,
        "candidate_uid": maybe_text(longest(Candidate, "candidate_uid")),
        "full_name": cells.full_name(longest(Candidate, "family_name")),
    },
    instead={"full_name": ("family_name", "given_names")},
    references=(TO_SERIES, TO_CENTRE),
)
ENTRIES = TableSchema(
    name="entries",
    row=rows.EntryRow,
    key=ENTRY_KEY,
    columns={**CANDIDATE_COLUMNS, "syllabus_code": SYLLABUS_CODE, "option_code": maybe(OPTION_CODE, "")},
    optional={"qualification_code": maybe(QUALIFICATION_CODE, "")},
    references=(TO_SERIES, TO_CENTRE, TO_SYLLABUS, TO_QUALIFICATION, TO_CANDIDATE),
)
RESULTS = TableSchema(
    name="results",
    row=rows.ResultRow,
    key=ENTRY_KEY,
    columns={
        **CANDIDATE_COLUMNS,
        "syllabus_code": SYLLABUS_CODE,
        "grade": cells.grade(longest(Result, "grade")),
        "percentage_uniform_mark": maybe(cells.mark, None),
        "outcome": maybe(cells.outcome, ""),
    },
    optional={"endorsement": maybe(cells.endorsement, "")},
    references=(TO_SERIES, TO_CENTRE, TO_SYLLABUS, TO_ENTRY),
)

# The board's results sheet: it doesn't say the percentage uniform mark.
RESULTS_OF_SHEET = replace(
    RESULTS,
    row=partial(rows.ResultRow, percentage_uniform_mark=None, says_mark=False),
    columns={name: parser for name, parser in RESULTS.columns.items() if name != "percentage_uniform_mark"},
)

# In an order in which each names only those before it.
ALL = (ASSOCIATES, CENTRES, QUALIFICATIONS, SYLLABUSES, RELEASES, CANDIDATES, ENTRIES, RESULTS)
BY_NAME = {schema.name: schema for schema in ALL}
