"""Sessions that ask again and again through the instant: nothing before it, and from then on never nothing again.

They ask real servers, whose own clocks are an hour ahead and an hour behind: the database's clock alone decides.
"""

import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse

from access.sign_in.session import begin
from candidates.models import Candidate, Release, ReleaseException
from tests.support import builders
from tests.support.credentials import give_access, give_credential
from tests.support.postgresql import free_port

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
SESSIONS = 3
HOUR = 3600
OPENS_IN = timedelta(seconds=2)
# How often each session asks before the release is set, and after the instant at least.
LOOKS = 5
LONGEST_WAIT = 90


@dataclass(frozen=True, slots=True)
class Look:
    """One answer: when it was asked for, when it was there, and how many results it showed."""

    asked: float
    told: float
    results: int


@dataclass
class Session:
    """A candidate's browser that asks one server again and again, as fast as it answers."""

    port: int
    cookie: str
    looks: list[Look] = field(default_factory=list)

    def look(self) -> Look:
        asked = time.time()
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as browser:
            browser.request("GET", "/results/", headers={"Cookie": self.cookie})
            response = browser.getresponse()
            page = response.read()
        assert response.status == 200, page
        return Look(asked, time.time(), len(re.findall(rb'class="card-grade"', page)))

    def ask_until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.looks.append(self.look())

    def looks_after(self, instant: float) -> list[Look]:
        """Those that were asked for when `instant` had passed; SQLite's clock has milliseconds, so a little later."""
        return [look for look in list(self.looks) if look.asked > instant + 0.01]


@contextmanager
def asking(sessions: list[Session]) -> Iterator[None]:
    """Within, all sessions ask at once."""
    stop = threading.Event()
    threads = [threading.Thread(target=session.ask_until, args=(stop,)) for session in sessions]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def shared_database(folder: Path) -> Iterator[str]:
    """The address at which another process finds what is in the test's database; SQLite's is copied to a file."""
    if connection.vendor == "postgresql":
        server = urlsplit(os.environ["DATABASE_URL"])
        yield urlunsplit(server._replace(path=f"/{connection.settings_dict['NAME']}"))
        return
    file = folder / "database.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
        # As `migrate` leaves it: two servers that change the journal at the same moment refuse each other.
        copy.execute("PRAGMA journal_mode=WAL")
    yield f"sqlite:///{file}"


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


@contextmanager
def server(database: str, state: Path, *, ahead: int) -> Iterator[int]:
    """A server whose clock is so many seconds ahead; yields its port once it answers."""
    port = free_port()
    options = ["--bind", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "warning", "--no-control-socket"]
    more = {"DATABASE_URL": database, "CLOCK_IS_AHEAD": str(ahead), "STATE_DIR": str(state)}
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *options, "tests.embargo.wrong_clock:application"],
        cwd=ROOT,
        env={**os.environ, **more},
    )
    try:
        wait_until(lambda: process.poll() is not None or answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(20)


def answers(port: int) -> bool:
    try:
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as browser:
            browser.request("GET", "/robots.txt")
            return browser.getresponse().status == 200
    except OSError:
        return False


def cookie_of(candidate: Candidate) -> str:
    response = HttpResponse()
    begin(response, give_credential(candidate))
    return f"{settings.CANDIDATE_COOKIE_NAME}={response.cookies[settings.CANDIDATE_COOKIE_NAME].value}"


@pytest.mark.parametrize("moved", ["release", "exception"])
def test_nothing_before_the_instant_and_never_nothing_again(candidate: Candidate, tmp_path: Path, moved: str) -> None:
    give_access(candidate.series, candidate.centre)
    builders.make_release(candidate.series, "ALEVEL", builders.in_the_future())
    if moved == "exception":
        release = builders.make_release(candidate.series, "IGCSE", builders.in_the_past())
        later = builders.in_the_future()
        ReleaseException.objects.create(release=release, centre=candidate.centre, releases_at=later)
    cookie = cookie_of(candidate)
    with (
        shared_database(tmp_path) as database,
        server(database, tmp_path, ahead=HOUR) as early,
        server(database, tmp_path, ahead=-HOUR) as late,
    ):
        sessions = [Session(port, cookie) for port in (early, late) for _ in range(SESSIONS)]
        with asking(sessions):
            wait_until(lambda: all(len(session.looks) >= LOOKS for session in sessions))
            opens_at = datetime.now(UTC) + OPENS_IN
            release_at(database, opens_at, moved=moved)
            opening = opens_at.timestamp()
            wait_until(lambda: all(len(session.looks_after(opening)) >= LOOKS for session in sessions))

    for session in sessions:
        seen = [look.results for look in session.looks]
        assert {look.results for look in session.looks if look.told < opening} == {0}
        assert {look.results for look in session.looks_after(opening)} == {1}
        assert seen == sorted(seen)
