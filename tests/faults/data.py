"""What the installation starts with: candidates who can sign in, and many centres that nobody has given access yet."""

from datetime import UTC, datetime, timedelta

from access.credentials.hashers import hash_generated
from access.models import Credential
from candidates.models import Candidate, Entry, Result, Series, Syllabus
from centres.models import Centre
from tests.benchmarks.results_day_data import PASSWORD, username
from tests.support import builders, credentials

PEOPLE = 40
CENTRES, IN_EACH = 60, 120
# What nobody may see: the mark of a result that isn't released. No page has this number elsewhere.
SECRET_MARK = 88
OPEN_GRADE = "B"
OFFICER = "officer@associate.example"
_AN_HOUR = timedelta(hours=1)


def fill() -> None:
    """Make all of it."""
    series = builders.make_series()
    builders.make_release(series, "ALEVEL", builders.in_the_past())
    # Soon enough for a clock that is two hours ahead.
    builders.make_release(series, "IGCSE", datetime.now(UTC).replace(microsecond=0) + _AN_HOUR)
    maths, biology = builders.make_syllabus("9709", "ALEVEL"), builders.make_syllabus("0610", "IGCSE", "Biology")
    _who_sign_in(series, maths, biology)
    associate = builders.make_associate()
    for number in range(1, CENTRES + 1):
        _who_wait(series, builders.make_centre(f"AA{number:03}", associate=associate), biology)
    builders.make_officer(associate=associate, email=OFFICER)


def _who_sign_in(series: Series, maths: Syllabus, biology: Syllabus) -> None:
    centre = builders.make_centre("PK123")
    credentials.give_access(series, centre)
    people = _people(series, centre, PEOPLE)
    encoded, now = hash_generated(PASSWORD), datetime.now(UTC)
    Credential.objects.bulk_create(
        Credential(candidate=one, username=username(n), password_hash=encoded, issued_at=now)
        for n, one in enumerate(people)
    )
    for syllabus, grade, mark in ((maths, OPEN_GRADE, 74), (biology, "A*", SECRET_MARK)):
        Result.objects.bulk_create(
            Result(entry=entry, grade=grade, percentage_uniform_mark=mark) for entry in _entries(people, syllabus)
        )


def _who_wait(series: Series, centre: Centre, syllabus: Syllabus) -> None:
    _entries(_people(series, centre, IN_EACH), syllabus)


def _people(series: Series, centre: Centre, count: int) -> list[Candidate]:
    return Candidate.objects.bulk_create(
        Candidate(
            series=series,
            centre=centre,
            number=f"{number:04}",
            family_name="Rahman",
            given_names=f"C{number}",
            email=f"c{number}@{centre.number.lower()}.example",
        )
        for number in range(1, count + 1)
    )


def _entries(people: list[Candidate], syllabus: Syllabus) -> list[Entry]:
    qualification = syllabus.qualifications.get()
    return Entry.objects.bulk_create(
        Entry(candidate=one, syllabus=syllabus, qualification=qualification) for one in people
    )
