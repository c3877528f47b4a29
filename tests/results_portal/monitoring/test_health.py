"""`/healthz` says that a process answers; `/readyz` whether requests are to be sent there, and what is wrong."""

from threading import Event
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from access.credentials.keys_health import keys_health
from access.credentials.sealed_passwords import seal_password
from candidates.models import Candidate
from letters.storage.storage_health import storage_health
from results_portal.db import clock
from results_portal.monitoring import health
from results_portal.templatetags.health import problems
from tests.support.credentials import PASSWORD, give_credential


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_checks", {})
    monkeypatch.setattr(health, "_needed", {*health._needed} - {"keys"})
    monkeypatch.setattr(health, "_latest", health._Latest())


def readyz() -> tuple[int, dict[str, Any]]:
    response = Client().get("/readyz")
    return response.status_code, response.json()


WELL = {"database": "ok", "migrations": "ok"}


def test_a_process_is_alive_whatever_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """A restart would mend none of it. These fixtures give no database, so none is asked."""
    health.register("worker", lambda: "no worker is running", needed=True)

    response = Client().get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_all_well() -> None:
    health.register("worker", lambda: "")

    assert readyz() == (200, {"status": "ready", "checks": {**WELL, "worker": "ok"}})


@pytest.mark.django_db
def test_without_workers_pages_are_served_as_before() -> None:
    """What is the same for all processes must not take all of them out of service."""
    health.register("worker", lambda: "no worker is running")

    assert readyz() == (200, {"status": "degraded", "checks": {**WELL, "worker": "failing"}})


@pytest.mark.django_db
def test_a_process_without_what_it_needs_is_sent_no_requests() -> None:
    health.register("keys", lambda: "LETTERS_KEYS don't open what is stored", needed=True)

    assert readyz() == (503, {"status": "not ready", "checks": {**WELL, "keys": "failing"}})


@pytest.mark.django_db
def test_staff_read_what_the_public_does_not() -> None:
    health.register("keys", lambda: "LETTERS_KEYS don't open what is stored", needed=True)

    assert "LETTERS_KEYS" not in Client().get("/readyz").content.decode()
    assert problems() == ["LETTERS_KEYS don't open what is stored"]


@pytest.mark.django_db
def test_waiting_migrations_are_counted() -> None:
    newest = MigrationLoader(connection).graph.leaf_nodes("centres")[0]
    MigrationRecorder(connection).record_unapplied(*newest)

    assert readyz() == (503, {"status": "not ready", "checks": {**WELL, "migrations": "failing"}})
    assert health.report()["migrations"] == "1 migrations wait: run manage.py migrate"


@pytest.mark.django_db
@pytest.mark.parametrize("off", [7200.0, -7200.0])
def test_a_wrong_clock_is_named(off: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions go by the database's clock. Were it that one which is wrong, no process would be left."""
    health.register("clocks", clock.problem)
    assert readyz() == (200, {"status": "ready", "checks": {**WELL, "clocks": "ok"}})
    # What `clock.compare` finds on PostgreSQL; `tests/results_portal/db/test_clock.py` has it found.
    monkeypatch.setattr(clock, "_ahead", off)
    monkeypatch.setattr(health, "_latest", health._Latest())

    assert readyz() == (200, {"status": "degraded", "checks": {**WELL, "clocks": "failing"}})
    assert f"{off:+.0f} s off" in health.report()["clocks"]


@pytest.mark.django_db
def test_what_only_warns_takes_no_process_out_of_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is on hold, or misses a thread, serves pages as before."""
    monkeypatch.undo()

    assert health._needed == {"database", "migrations", "keys"}
    assert {"worker", "storage", "installation", "clocks", "background threads"} <= health._checks.keys()


def test_an_unreachable_database_is_named_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise OperationalError("could not connect to host db.internal")

    monkeypatch.setattr(connection, "cursor", unreachable)

    assert readyz() == (503, {"status": "not ready", "checks": {"database": "failing"}})
    assert health.report() == {"database": "the database answered with OperationalError"}


@pytest.mark.django_db
def test_a_check_that_fails_in_the_database_does_not_break_the_report() -> None:
    def broken() -> str:
        raise DatabaseError("no such table")

    health.register("worker", broken)

    assert health.report()["worker"] == "the database answered with DatabaseError"


@pytest.mark.django_db
def test_the_rooms_of_this_installation_are_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    found = health.report()

    assert found.keys() >= {"database", "clocks", "migrations", "worker", "storage", "keys", "installation"}
    wrong = {name: problem for name, problem in found.items() if problem}
    assert wrong == {"worker": "no worker is running: start manage.py db_worker"}


@pytest.mark.django_db
def test_keys_that_do_not_open_what_is_stored_are_found(candidate: Candidate, settings: Settings) -> None:
    credential = give_credential(candidate)
    credential.sealed_password = seal_password(PASSWORD, candidate_pk=candidate.pk, issue=credential.issue)
    credential.save()
    assert keys_health() == ""
    settings.LETTERS_KEYS = ["another key, of an installation that was set up by mistake"]

    assert keys_health() == "LETTERS_KEYS don't open what is stored: add the keys with which it was sealed"


def test_a_storage_that_is_gone_is_told(settings: Settings) -> None:
    options = {"location": "/proc/nowhere/letters"}
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "letters": kept}

    assert storage_health().startswith("the storage of letters can't be used")


class Hanging(FileSystemStorage):
    """Answers only when it is told to."""

    answers = Event()

    def check(self) -> None:
        self.answers.wait()


def test_a_storage_that_does_not_answer_holds_up_no_report(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("letters.storage.storage_health.SECONDS", 0.1)
    hanging = {"BACKEND": f"{__name__}.Hanging"}
    settings.STORAGES = {**settings.STORAGES, "letters": hanging, "loads": hanging}
    try:
        assert storage_health() == "the storage of letters didn't answer within 0.1 seconds"
    finally:
        Hanging.answers.set()


@pytest.mark.django_db
def test_the_report_is_told_again_for_some_seconds(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often somebody asks, the database is asked once."""
    settings.HEALTH_SECONDS = 60
    asked: list[str] = []

    def check() -> str:
        asked.append("worker")
        return ""

    health.register("worker", check)
    for _ in range(20):
        assert readyz()[0] == 200

    assert len(asked) == 1


def test_while_a_report_is_made_others_get_the_one_before(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    health._latest.report = {"database": ""}
    settings.HEALTH_SECONDS = 0
    with health._latest.lock:
        # Without the database, which these fixtures don't give.
        assert readyz() == (200, {"status": "ready", "checks": {"database": "ok"}})
