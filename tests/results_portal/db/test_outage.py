"""An answer that the database couldn't give is a page that returns by itself, and others don't wait for it again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import Client

from results_portal.db import outage
from results_portal.web import pages


@pytest.fixture(autouse=True)
def well() -> Iterator[None]:
    outage.forget()
    yield
    outage.forget()


def caused_by(cause: Exception, kind: type[Exception] = OperationalError) -> Exception:
    error = kind("the database")
    error.__cause__ = cause
    return error


def sqlites_own(statement: str) -> sqlite3.Error:
    """What SQLite says of a statement."""
    with closing(sqlite3.connect(":memory:")) as database, pytest.raises(sqlite3.Error) as raised:
        database.execute(statement)
    return raised.value


@pytest.mark.parametrize(
    ("error", "temporary", "remembered"),
    [
        (caused_by(psycopg.OperationalError("no server")), True, True),
        (caused_by(psycopg.OperationalError("no server"), InterfaceError), True, True),
        (caused_by(psycopg.errors.AdminShutdown()), True, True),
        (caused_by(psycopg.errors.TooManyConnections()), True, True),
        (caused_by(psycopg.errors.DeadlockDetected()), True, False),
        (OperationalError("database is locked"), True, False),
        (caused_by(sqlites_own("SELECT 1 FROM missing")), False, False),
        (IntegrityError("twice"), False, False),
        (ZeroDivisionError(), False, False),
    ],
)
def test_what_is_temporary_and_what_is_remembered(error: Exception, temporary: bool, remembered: bool) -> None:
    assert (outage.note(error), outage.is_known()) == (temporary, remembered)


def test_it_is_tried_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    outage.note(caused_by(psycopg.OperationalError("no server")))
    monkeypatch.setattr(outage, "TRIED_AGAIN_AFTER_SECONDS", -1)
    outage.note(caused_by(psycopg.OperationalError("no server")))

    assert not outage.is_known()


@pytest.mark.parametrize("path", ["/portal/", "/results/sign-in/", "/results/", "/admin/"])
def test_nobody_waits_while_an_outage_is_known(client: Client, path: str) -> None:
    outage.note(caused_by(psycopg.OperationalError("no server")))
    # The fixtures give no database: a query would fail.
    answer = client.get(path)

    assert (answer.status_code, answer.has_header("Retry-After")) == (503, True)


def test_a_page_that_broke_for_want_of_the_database_returns_by_itself(client: Client) -> None:
    request = client.get("/robots.txt").wsgi_request
    try:
        break_down()
    except OperationalError:
        answer = pages.server_error(request)

    assert (answer.status_code, b"goes on by itself" in answer.content) == (503, True)


def break_down() -> None:
    raise OperationalError("database is locked")
