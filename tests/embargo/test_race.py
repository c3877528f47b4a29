"""Sessions that ask again and again through the instant: nothing before it, and from then on never nothing again.

They ask real servers, whose own clocks are an hour ahead and an hour behind: the database's clock alone decides.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from candidates.models import Candidate, Release, ReleaseException
from tests.embargo.polling import LONGEST_WAIT, asked_all_the_time, has_asked
from tests.support import builders
from tests.support.credentials import give_access

pytestmark = pytest.mark.django_db(transaction=True)

OPENS_IN = timedelta(seconds=2)


def release_at(database: str, instant: datetime, *, moved: str) -> None:
    """Move the IGCSE's release, or the centre's exception from it, while the servers run."""
    if connection.vendor == "postgresql":
        if moved == "exception":
            ReleaseException.objects.update(releases_at=instant)
        else:
            Release.objects.filter(qualification__code="IGCSE").update(releases_at=instant)
        return
    which = "qualification_id IN (SELECT id FROM candidates_qualification WHERE code = 'IGCSE')"
    if moved == "exception":
        which = "centre_id IS NOT NULL"
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=LONGEST_WAIT)) as copy, copy:
        copy.execute(
            f"UPDATE candidates_release{'' if moved == 'release' else 'exception'} SET releases_at = ? WHERE {which}",
            [instant.replace(tzinfo=None).isoformat(" ")],
        )


@pytest.mark.parametrize("moved", ["release", "exception"])
def test_nothing_before_the_instant_and_never_nothing_again(candidate: Candidate, tmp_path: Path, moved: str) -> None:
    give_access(candidate.series, candidate.centre)
    builders.make_release(candidate.series, "ALEVEL", builders.in_the_future())
    if moved == "exception":
        release = builders.make_release(candidate.series, "IGCSE", builders.in_the_past())
        later = builders.in_the_future()
        ReleaseException.objects.create(release=release, centre=candidate.centre, releases_at=later)
    with asked_all_the_time(candidate, tmp_path) as (database, sessions):
        opens_at = datetime.now(UTC) + OPENS_IN
        release_at(database, opens_at, moved=moved)
        opening = opens_at.timestamp()
        has_asked(sessions, after=opening)

    for session in sessions:
        seen = [look.results for look in session.looks]
        assert {look.results for look in session.looks if look.told < opening} == {0}
        assert {look.results for look in session.looks_after(opening)} == {1}
        assert seen == sorted(seen)
