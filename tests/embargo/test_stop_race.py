"""Sessions that ask again and again while staff stop or hold results: from the next request on nothing is shown."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from candidates.holds.change import place
from candidates.holds.scope import Scope
from candidates.models import Candidate, Hold, Syllabus
from centres.permissions.staff_roles import StaffRole
from tests.embargo.polling import LONGEST_WAIT, asked_all_the_time, has_asked
from tests.support import builders
from tests.support.credentials import give_access
from tests.support.desk import make_staff

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = {
    Hold.Kind.STOP: ("series", "centre"),
    Hold.Kind.HOLD: ("syllabus", "candidate"),
}


def scope_of(part: str, candidate: Candidate) -> Scope:
    parts = {
        "centre": {"centre": candidate.centre},
        "syllabus": {"syllabus": Syllabus.objects.get(code="0610")},
        "candidate": {"candidate": candidate},
    }
    return Scope(series=candidate.series, **parts.get(part, {}))  # type: ignore[arg-type]


def hand_over(hold: Hold, database: str) -> None:
    """Put the rule into the copy of the database that the servers read; PostgreSQL's is the same one."""
    if connection.vendor == "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM candidates_hold WHERE id = %s", [hold.pk])
        names = [column[0] for column in cursor.description]
        row = cursor.fetchone()
    marks = ", ".join("?" for _ in names)
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=LONGEST_WAIT)) as copy, copy:
        copy.execute(f"INSERT INTO candidates_hold ({', '.join(names)}) VALUES ({marks})", row)


@pytest.mark.parametrize(("kind", "part"), [(kind, part) for kind, parts in PARTS.items() for part in parts])
def test_it_acts_on_the_next_request(candidate: Candidate, tmp_path: Path, kind: Hold.Kind, part: str) -> None:
    give_access(candidate.series, candidate.centre)
    builders.make_release(candidate.series, "IGCSE", builders.in_the_past())
    builders.make_release(candidate.series, "ALEVEL", builders.in_the_future())
    staff = make_staff(StaffRole.RESULTS_TEAM, "staff")

    with asked_all_the_time(candidate, tmp_path) as (database, sessions):
        asked_before = time.time()
        hold = place(kind=kind, scope=scope_of(part, candidate), reason="a complaint", words="Wait.", by=staff)
        hand_over(hold, database)
        placed = time.time()
        has_asked(sessions, after=placed)

    for session in sessions:
        assert {look.results for look in session.looks if look.told < asked_before} == {1}
        assert {look.results for look in session.looks_after(placed)} == {0}
