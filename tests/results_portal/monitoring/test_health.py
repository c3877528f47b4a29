"""`/healthz` names what is wrong."""

from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

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
