"""Browsers that ask real servers again and again, while a test changes what they may see.

The servers' own clocks are an hour ahead and an hour behind: the database's clock alone decides.
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
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection
from django.http import HttpResponse

from access.sign_in.session import begin
from candidates.models import Candidate
from tests.support.credentials import give_credential
from tests.support.postgresql import free_port

ROOT = Path(__file__).resolve().parents[2]
SESSIONS = 3
HOUR = 3600
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


@contextmanager
def asked_all_the_time(candidate: Candidate, folder: Path) -> Iterator[tuple[str, list[Session]]]:
    """The address of the database, and sessions of the candidate that ask an early and a late server meanwhile."""
    cookie = cookie_of(candidate)
    with (
        shared_database(folder) as database,
        server(database, folder, ahead=HOUR) as early,
        server(database, folder, ahead=-HOUR) as late,
    ):
        sessions = [Session(port, cookie) for port in (early, late) for _ in range(SESSIONS)]
        with asking(sessions):
            wait_until(lambda: all(len(session.looks) >= LOOKS for session in sessions))
            yield database, sessions


def has_asked(sessions: list[Session], *, after: float) -> None:
    """Wait until each session has asked several times after this instant, in seconds since 1970."""
    wait_until(lambda: all(len(session.looks_after(after)) >= LOOKS for session in sessions))
