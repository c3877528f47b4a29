"""Rows whose every cell was understood, with the line that they begin in: one class for each file, and the folder."""

from dataclasses import dataclass, field
from datetime import date, datetime

CandidateKey = tuple[str, str, str]  # series, centre number, candidate number
EntryKey = tuple[str, str, str, str]  # the same and the syllabus code


@dataclass(frozen=True, slots=True)
class AssociateRow:
    line: int
    associate_code: str
    name: str


@dataclass(frozen=True, slots=True)
class CentreRow:
    line: int
    centre_number: str
    name: str
    country: str
    time_zone: str
    associate_code: str
    results_service: bool


@dataclass(frozen=True, slots=True)
class QualificationRow:
    line: int
    qualification_code: str
    title: str
    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SyllabusRow:
    line: int
    syllabus_code: str
    title: str
    qualification_code: str
    option_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    line: int
    series: str
    qualification_code: str
    releases_at: datetime


@dataclass(frozen=True, slots=True)
class CandidateRow:
    line: int
    series: str
    centre_number: str
    candidate_number: str
    family_name: str
    given_names: str
    date_of_birth: date | None
    email: str
    teaching_group: str
    # None: the file doesn't say.
    withdrawn: bool | None = None
    candidate_uid: str | None = None


@dataclass(frozen=True, slots=True)
class EntryRow:
    line: int
    series: str
    centre_number: str
    candidate_number: str
    syllabus_code: str
    option_code: str
    qualification_code: str = ""


@dataclass(frozen=True, slots=True)
class ResultRow:
    line: int
    series: str
    centre_number: str
    candidate_number: str
    syllabus_code: str
    grade: str
    percentage_uniform_mark: int | None
    outcome: str
    endorsement: str = ""


@dataclass(slots=True)
class Folder:
    """The rows of the eight files. What a row names has a row of its own here."""

    associates: list[AssociateRow] = field(default_factory=list)
    centres: list[CentreRow] = field(default_factory=list)
    qualifications: list[QualificationRow] = field(default_factory=list)
    syllabuses: list[SyllabusRow] = field(default_factory=list)
    releases: list[ReleaseRow] = field(default_factory=list)
    candidates: list[CandidateRow] = field(default_factory=list)
    entries: list[EntryRow] = field(default_factory=list)
    results: list[ResultRow] = field(default_factory=list)
