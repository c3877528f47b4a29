"""`/healthz` names what is wrong."""

from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from results_portal.monitoring import health


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_checks", {})


def healthz() -> tuple[int, dict[str, Any]]:
    response = Client().get("/healthz")
    return response.status_code, response.json()


@pytest.mark.django_db
def test_all_well() -> None:
    health.register("worker", lambda: "")

    assert healthz() == (200, {"status": "ok", "checks": {"database": "ok", "migrations": "ok", "worker": "ok"}})


@pytest.mark.django_db
def test_what_a_room_finds_wrong_is_named() -> None:
    health.register("worker", lambda: "no worker is running")

    status, body = healthz()

    assert (status, body["status"], body["checks"]["worker"]) == (503, "failing", "no worker is running")


@pytest.mark.django_db
def test_waiting_migrations_are_counted() -> None:
    newest = MigrationLoader(connection).graph.leaf_nodes("centres")[0]
    MigrationRecorder(connection).record_unapplied(*newest)

    status, body = healthz()

    assert (status, body["checks"]["migrations"]) == (503, "1 migrations wait: run manage.py migrate")


def test_an_unreachable_database_is_named_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise OperationalError("could not connect to host db.internal")

    monkeypatch.setattr(connection, "cursor", unreachable)

    assert healthz() == (
        503,
        {"status": "failing", "checks": {"database": "the database answered with OperationalError"}},
    )


@pytest.mark.django_db
def test_a_check_that_fails_in_the_database_does_not_break_the_report() -> None:
    def broken() -> str:
        raise DatabaseError("no such table")

    health.register("worker", broken)

    assert healthz()[1]["checks"]["worker"] == "the database answered with DatabaseError"


@pytest.mark.django_db
def test_the_workers_of_this_installation_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    assert healthz()[1]["checks"]["worker"] == "no worker is running: start manage.py db_worker"


@pytest.mark.django_db
def test_the_report_is_told_again_for_some_seconds(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often somebody asks, the database is asked once."""
    monkeypatch.setattr(health, "_latest", health._Latest())
    settings.HEALTH_SECONDS = 60
    asked: list[str] = []

    def check() -> str:
        asked.append("worker")
        return ""

    health.register("worker", check)
    for _ in range(20):
        assert healthz()[0] == 200

    assert len(asked) == 1


def test_while_a_report_is_made_others_get_the_one_before(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(health, "_latest", health._Latest())
    health._latest.report = {"database": ""}
    settings.HEALTH_SECONDS = 0
    with health._latest.lock:
        # Without the database, which these fixtures don't give.
        assert healthz() == (200, {"status": "ok", "checks": {"database": "ok"}})
