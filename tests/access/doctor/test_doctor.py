"""The doctor looks at a service that really runs, and names what was broken in it, with the mend."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from access.credentials.sealed_passwords import seal_password
from access.doctor import database, network, stored, workers
from access.doctor.finding import Examination, Finding, examine
from candidates.models import Candidate
from letters.batches import worker_presence
from results_portal import audit
from results_portal.config.file_storage import FOLDERS
from results_portal.models import AuditHead
from results_portal.outbox.delivery import deliver
from tests.support import builders
from tests.support.credentials import PASSWORD, give_credential
from tests.support.live import live
from tests.support.mail_server import Postbox, postbox
from tests.support.postgresql import free_port

__all__ = ["live", "postbox"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]
KEY = "another key that has never sealed anything here 7d1"


@pytest.fixture
def sites(live: str, settings: Settings) -> int:
    """Both sites on this machine, each under a host name of its own; returns their port."""
    port = urlsplit(live).port
    assert port
    settings.PORTAL_URL, settings.RESULTS_URL = f"http://localhost:{port}", f"http://127.0.0.1:{port}"
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    worker_presence.show_presence("a worker")
    return port


@pytest.fixture
def mail_server(postbox: Postbox, settings: Settings) -> dict[str, Any]:
    """The server in the setting's words; returns its options, which a test may change."""
    server = settings.MAILERS["direct"]
    settings.MAILERS = {**settings.MAILERS, "server": server}
    options: dict[str, Any] = server["OPTIONS"]
    return options


def problems(examination: Examination) -> list[Finding]:
    return [finding for finding in examine("it", examination, mend="Look at it.") if finding.mend]


@pytest.fixture
def sealed(candidate: Candidate) -> None:
    """A password that a letter can print, and an entry in the trail."""
    credential = give_credential(candidate)
    credential.sealed_password = seal_password(PASSWORD, candidate_pk=candidate.pk, issue=credential.issue)
    credential.save()
    with transaction.atomic():
        audit.record("sign in", by=audit.Command("a test"))


@pytest.mark.parametrize(
    "examination",
    [
        database.migrations,
        database.clocks,
        database.connections,
        stored.storage,
        stored.passwords,
        stored.trail,
        stored.fonts,
        workers.workers,
        workers.queue,
        workers.openings,
        network.portal,
        network.results,
        network.mail,
    ],
)
@pytest.mark.usefixtures("sites", "sealed", "mail_server")
def test_what_is_well_is_called_well(examination: Callable[[], Iterator[Finding]]) -> None:
    assert problems(examination) == []


def test_keys_that_open_nothing_are_named(sealed: None, settings: Settings) -> None:
    settings.LETTERS_KEYS = (KEY,)

    [keys], [trail] = problems(stored.passwords), problems(stored.trail)

    assert keys.seen == "0 of 1 sealed passwords open"
    assert "LETTERS_KEYS" in keys.mend
    assert "aren't sealed" in trail.seen


def test_a_head_that_was_changed_by_hand_is_named(sealed: None) -> None:
    AuditHead.objects.update(length=99)

    [found] = problems(stored.trail)

    assert "verify_audit" in found.mend


def test_storage_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    for alias in FOLDERS:
        monkeypatch.setattr(storages[alias], "location", str(tmp_path / "file" / "letters"), raising=False)
        monkeypatch.setattr(storages[alias], "_location", str(tmp_path / "file" / "letters"), raising=False)

    assert problems(stored.storage)


def test_nothing_of_the_doctors_stays_in_the_storage() -> None:
    assert problems(stored.storage) == []

    for alias in FOLDERS:
        assert [name for name in storages[alias].listdir("")[1] if name.startswith("doctor-")] == []


def test_a_mail_server_that_is_not_there_is_named(mail_server: dict[str, Any]) -> None:
    mail_server["port"] = free_port()

    [found] = problems(network.mail)

    assert "Refused" in found.seen


def test_a_mail_server_without_the_tls_that_is_asked_for_is_named(mail_server: dict[str, Any]) -> None:
    mail_server["use_tls"] = True

    [found] = problems(network.mail)

    assert "STARTTLS" in found.seen


def test_no_worker_is_named() -> None:
    [found] = problems(workers.workers)

    assert "db_worker" in found.mend


def test_a_queue_that_stands_still_is_named() -> None:
    deliver.enqueue("sealed")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=1))

    assert "Start more workers" in problems(workers.queue)[0].mend


@pytest.mark.usefixtures("sites")
def test_one_host_for_both_sites_is_named(settings: Settings) -> None:
    settings.RESULTS_URL = settings.PORTAL_URL

    [found] = problems(network.portal)

    assert found.seen == "the other site's sign-in answers 200 here"


@pytest.mark.usefixtures("sites")
def test_a_host_that_is_not_let_in_is_named(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]

    [found] = problems(network.results)

    assert "ALLOWED_HOSTS" in found.mend


@pytest.fixture
def over_https(settings: Settings) -> None:
    """The middleware reads this as the service starts."""
    settings.SECURE_SSL_REDIRECT = True


@pytest.mark.usefixtures("over_https", "sites")
def test_a_proxy_that_does_not_say_that_it_was_https_is_named() -> None:
    """The service then sends everybody to https, again and again."""
    [found] = problems(network.portal)

    assert "X-Forwarded-Proto" in found.mend


def test_a_site_that_nobody_serves_is_named(settings: Settings) -> None:
    settings.PORTAL_URL = f"http://localhost:{free_port()}"

    assert "Refused" in problems(network.portal)[0].seen


def test_a_certificate_that_is_none_is_named(sites: int, settings: Settings) -> None:
    settings.PORTAL_URL = f"https://localhost:{sites}"

    assert "SSL" in problems(network.portal)[0].seen


def test_a_clock_that_is_off_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    off = time.time() + 7200
    monkeypatch.setattr("access.doctor.database.time.time", lambda: off)

    assert "time server" in problems(database.clocks)[0].mend


def test_a_migration_that_was_not_applied_is_named() -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("results_portal", "0010_minute_figures")
    try:
        [found] = problems(database.migrations)
    finally:
        recorder.record_applied("results_portal", "0010_minute_figures")

    assert "manage.py migrate" in found.mend


def test_the_command_says_every_problem_and_ends_with_one(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.PORTAL_URL = settings.RESULTS_URL = f"http://localhost:{free_port()}"
    builders.make_series()

    with pytest.raises(CommandError, match="problems were found"):
        call_command("doctor")

    said = capsys.readouterr().out
    assert "PROBLEM  portal site" in said
    assert "PROBLEM  workers" in said
    assert "ok       migrations" in said
