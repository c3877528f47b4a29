"""Rows whose every cell was understood, with the line that they begin in: one class for each table.

`key` tells the rows of a table apart, in files and in the database alike.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

CandidateKey = tuple[str, str, str]  # series, centre number, candidate number
EntryKey = tuple[str, str, str, str]  # the same and the syllabus code


class Row(Protocol):
    """Any of the rows."""

    @property
    def line(self) -> int: ...

    @property
    def key(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class AssociateRow:
    line: int
    associate_code: str
    name: str

    @property
    def key(self) -> tuple[str]:
        return (self.associate_code,)


@dataclass(frozen=True, slots=True)
class CentreRow:
    line: int
    centre_number: str
    name: str
    country: str
    time_zone: str
    associate_code: str
    results_service: bool

    @property
    def key(self) -> tuple[str]:
        return (self.centre_number,)


@dataclass(frozen=True, slots=True)
class QualificationRow:
    line: int
    qualification_code: str
    title: str
    grades: tuple[str, ...]

    @property
    def key(self) -> tuple[str]:
        return (self.qualification_code,)


@dataclass(frozen=True, slots=True)
class SyllabusRow:
    line: int
    syllabus_code: str
    title: str
    qualification_code: str
    option_codes: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return (self.syllabus_code, self.qualification_code)


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    line: int
    series: str
    qualification_code: str
    releases_at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return (self.series, self.qualification_code)


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

    @property
    def key(self) -> CandidateKey:
        return (self.series, self.centre_number, self.candidate_number)


@dataclass(frozen=True, slots=True)
class EntryRow:
    line: int
    series: str
    centre_number: str
    candidate_number: str
    syllabus_code: str
    option_code: str
    qualification_code: str = ""

    @property
    def key(self) -> EntryKey:
        return (self.series, self.centre_number, self.candidate_number, self.syllabus_code)


class ResultRow(NamedTuple):
    line: int
    series: str
    centre_number: str
    candidate_number: str
    syllabus_code: str
    grade: str
    percentage_uniform_mark: int | None
    outcome: str
    endorsement: str | None = None  # None: the file doesn't say
    says_mark: bool = True  # False: the mark that there is stays, as long as the grade does

    @property
    def key(self) -> EntryKey:
        return (self.series, self.centre_number, self.candidate_number, self.syllabus_code)
