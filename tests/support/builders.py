"""Small builders for the data that tests need. Each gives sensible values for everything that a test doesn't name."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.utils.text import slugify

from candidates.models import Candidate, Entry, Qualification, Release, Result, Series, Syllabus, SyllabusQualification
from centres.models import Associate, Centre, Membership, User
from results_portal.text.rehearsal import is_rehearsal_name

PASSWORD = "correct horse battery staple"
_counter = count(1)

SCALES = {
    "IGCSE": ("Cambridge IGCSE", ["A*", "A", "B", "C", "D", "E", "F", "G"]),
    "OLEVEL": ("Cambridge O Level", ["A*", "A", "B", "C", "D", "E"]),
    "AS": ("Cambridge International AS Level", ["a", "b", "c", "d", "e"]),
    "ALEVEL": ("Cambridge International A Level", ["A*", "A", "B", "C", "D", "E"]),
    "IPQ": ("Cambridge International Project Qualification", ["A*", "A", "B", "C", "D", "E"]),
    "PREU": ("Cambridge Pre-U", ["D1", "D2", "D3", "M1", "M2", "M3", "P1", "P2", "P3"]),
}


def in_the_past() -> datetime:
    return datetime.now(UTC) - timedelta(days=1)


def in_the_future() -> datetime:
    return datetime.now(UTC) + timedelta(days=30)


def make_user(email: str, **fields: Any) -> User:
    return User.objects.create_user(email, PASSWORD, **fields)


def make_associate(code: str = "MERID", name: str = "Meridian Schools Partnership") -> Associate:
    return Associate.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_centre(number: str = "PK123", **fields: Any) -> Centre:
    values = {"name": f"School {number}", "country": "Pakistan", "time_zone": "Asia/Karachi", **fields}
    return Centre.objects.create(number=number, **values)


def make_officer(centre: Centre | None = None, associate: Associate | None = None, email: str = "") -> User:
    """A user who acts for `centre` or for `associate`."""
    user = make_user(email or f"officer{next(_counter)}@example.org")
    Membership.objects.create(user=user, centre=centre, associate=associate)
    return user


def make_series(name: str = "November 2026") -> Series:
    """A series of this name; a rehearsal where the name says so."""
    values = {"slug": slugify(name), "is_rehearsal": is_rehearsal_name(name)}
    return Series.objects.get_or_create(name=name, defaults=values)[0]


def make_qualification(code: str = "IGCSE") -> Qualification:
    title, grades = SCALES[code]
    return Qualification.objects.get_or_create(code=code, defaults={"title": title, "grades": grades})[0]


def make_release(series: Series, code: str, at: datetime) -> Release:
    qualification = make_qualification(code)
    return Release.objects.update_or_create(series=series, qualification=qualification, defaults={"releases_at": at})[0]


def make_syllabus(code: str = "0580", qualification: str = "IGCSE", title: str = "Mathematics") -> Syllabus:
    """A syllabus that leads to `qualification`; to more of them when it is made again with another one."""
    syllabus = Syllabus.objects.get_or_create(code=code, defaults={"title": title})[0]
    SyllabusQualification.objects.get_or_create(syllabus=syllabus, qualification=make_qualification(qualification))
    return syllabus


def make_candidate(series: Series, centre: Centre, number: str = "0001", **fields: Any) -> Candidate:
    values = {"family_name": "Rahman", "given_names": f"Candidate {number}", "teaching_group": "11A", **fields}
    return Candidate.objects.create(series=series, centre=centre, number=number, **values)


def make_entry(candidate: Candidate, syllabus: Syllabus | None = None, qualification: str = "") -> Entry:
    """An entry to `qualification`, or to the only one that the syllabus leads to."""
    syllabus = syllabus or make_syllabus()
    aim = make_qualification(qualification) if qualification else syllabus.qualifications.get()
    return Entry.objects.create(candidate=candidate, syllabus=syllabus, qualification=aim)


def make_result(entry: Entry, grade: str = "A", mark: int | None = 85, outcome: str = "", **fields: Any) -> Result:
    """A result: a grade with its mark, or an outcome instead of both."""
    if outcome:
        grade, mark = "", None
    return Result.objects.create(entry=entry, grade=grade, percentage_uniform_mark=mark, outcome=outcome, **fields)
