"""Passwords are nowhere in plain text but on letters: everything that the service keeps or says is swept for them."""

import logging
import shutil
import subprocess
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils.log import AdminEmailHandler
from pytest_django.fixtures import Settings

from access.credentials.sealed_passwords import open_password
from access.letters.email_queue import send_letters
from access.models import Credential
from candidates.models import Series
from centres.models import Centre, User
from letters.models import LetterBatch
from tests.support import builders, postgresql
from tests.support.centre_with_letters import ask_for_letters, make_roll, pages_of
from tests.support.giving import PAGE
from tests.support.jobs import run_jobs
from tests.support.pdf_text import singles
from tests.support.signed_in import sign_in
from tests.support.workers import wait_for, worker

SIGN_IN = "/results/sign-in/"
PASSPHRASE = "violet harbour-9 spoon"
NUMBERS = [f"{number:04}" for number in range(1, 41)]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Temporary files of this process and of the worker lie where they are swept."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


@pytest.fixture
def reports(settings: Settings) -> Iterator[None]:
    """Whoever runs the service gets reports of crashes by e-mail, with all that Django puts into them."""
    settings.ADMINS = ["operators@example.org"]
    handler = AdminEmailHandler(include_html=True)
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)


def test_passwords_are_nowhere_in_plain_text(
    shared_database: str, tmp_path: Path, temporary: Path, everything_logged: pytest.LogCaptureFixture, reports: None
) -> None:
    series, centre = builders.make_series(), builders.make_centre("PK123")
    builders.make_release(series, "IGCSE", builders.in_the_future())
    make_roll(series, centre, NUMBERS)
    officer = builders.make_officer(centre)
    _made_by_a_worker(ask_for_letters(series, centre, officer), shared_database, tmp_path / "worker.log")
    first = _passwords()
    browser = Client(raise_request_exception=False)
    taken = _everything_an_officer_does(browser, series, centre, officer)
    passwords = {**first, **{f"{number} again": password for number, password in _passwords().items()}}
    _everything_a_candidate_does(passwords["0002"])
    _crash(browser, passwords["0003"])

    # The sweep would find them: they are on the letters that were taken, as they should be.
    assert passwords["0001"] in pages_of(taken["letters.pdf"])[0]
    assert passwords["0040"] in pages_of(singles(taken["letters.zip"])["PK123_0040.pdf"])[0]
    secrets = [PASSPHRASE, *passwords.values(), *(password.replace("-", "") for password in passwords.values())]
    for where, kept in _everything_kept(shared_database, tmp_path, everything_logged).items():
        assert [secret for secret in secrets if secret.encode() in kept] == [], where


def _made_by_a_worker(batch: LetterBatch, database: str, log: Path) -> None:
    def ready() -> bool:
        batch.refresh_from_db()
        return batch.state == "ready"

    with worker(database, log) as process:
        wait_for(ready, "the letters", log)
        process.terminate()
        process.wait(timeout=60)


def _passwords() -> dict[str, str]:
    return {one.candidate.number: open_password(one) for one in Credential.objects.select_related("candidate")}


def _everything_an_officer_does(browser: Client, series: Series, centre: Centre, officer: User) -> dict[str, bytes]:
    """Each way to get at letters once; the files by their addresses."""
    sign_in(browser, officer)
    kinds = ("letters.pdf", "letters.zip", "letters.pdf?order=group", "letters/register.pdf", "letters/0005.pdf")
    taken = {kind: _body(browser.get(PAGE + kind)) for kind in kinds}
    protected = {"what": "all", "form": "zip", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    _body(browser.post(f"{PAGE}letters/with-passphrase/", protected))
    _body(browser.post(f"{PAGE}letters/with-passphrase/", {**protected, "again": "another passphrase"}))
    reissued = {"scope": "ticked", "confirmed": "yes", "candidates": ["0001", "0002"]}
    assert browser.post(f"{PAGE}candidates/reissue/", reissued).status_code == 302
    run_jobs()
    centre.candidates.filter(number="0006").update(email="six@example.org")
    send_letters(series=series, centre=centre, numbers=["0006"], by=officer)
    run_jobs()
    for page in ("", "candidates/", "email/", "letters/taken/"):
        assert browser.get(PAGE + page).status_code == 200, page
    return taken


def _everything_a_candidate_does(superseded: str) -> None:
    """Sign in, try a password that is no longer the right one, and look."""
    username = Credential.objects.get(candidate__number="0002").username
    browser = Client()
    assert browser.post(SIGN_IN, {"username": username, "password": superseded}).status_code == 200
    right = {"username": username, "password": _passwords()["0002"]}
    assert browser.post(SIGN_IN, right).status_code == 302
    assert browser.get("/results/").status_code == 200


def _crash(browser: Client, password: str) -> None:
    """The database breaks while a password, or a passphrase, is being worked on."""
    with _no_credentials():
        typed = {"username": "ABCDEFGH", "password": password}
        assert Client(raise_request_exception=False).post(SIGN_IN, typed).status_code == 500
        protected = {"what": "new", "form": "pdf", "passphrase": PASSPHRASE, "again": PASSPHRASE}
        assert browser.post(f"{PAGE}letters/with-passphrase/", protected).status_code == 500


@contextmanager
def _no_credentials() -> Iterator[None]:
    # A page that does slow work gives its connection back: each statement takes the one that is there.
    connection.cursor().execute("ALTER TABLE access_credential RENAME TO away")
    try:
        yield
    finally:
        connection.cursor().execute("ALTER TABLE away RENAME TO access_credential")


def _body(response: Any) -> bytes:
    with closing(response):
        return bytes(response.getvalue())


def _everything_kept(database: str, folder: Path, log: pytest.LogCaptureFixture) -> dict[str, bytes]:
    """All that is left of it, by where it is."""
    crashes = [message for message in mail.outbox if message.to == ["operators@example.org"]]
    # Django's own handler sends each as text, the one of this test as a page.
    assert [b"<title>" in message.message().as_bytes() for message in crashes].count(True) == 2
    letters = [message for message in mail.outbox if message not in crashes]
    dump = _dump(database, folder)
    assert b"PK123" in dump.read_bytes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM shared_cache")
        cached = [b64decode(value) for (value,) in cursor.fetchall()]
    return {
        **{str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()},
        "sessions": repr([session.get_decoded() for session in Session.objects.all()]).encode(),
        "cache": b"\n".join(cached),
        "log": log.text.encode(),
        "crash reports": b"\n".join(message.message().as_bytes() for message in crashes),
        "what is written around mailed letters": "\n".join(f"{one.subject}{one.body}" for one in letters).encode(),
    }


def _dump(database: str, folder: Path) -> Path:
    """Everything that the database holds, in one file."""
    dump = folder / "dump"
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(database.removeprefix("sqlite:///"), dump)
    else:
        url = database.replace("postgres://", "postgresql://")
        subprocess.run([postgresql.programs() / "pg_dump", "--inserts", "--file", dump, url], check=True)
    return dump
