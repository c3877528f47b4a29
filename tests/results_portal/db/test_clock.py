"""A process whose clock is wrong counts sessions by the database's: nobody is signed out, or kept in."""

import time
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from access.models import Credential
from centres.accounts import session_timeout
from results_portal.db import clock
from tests.support.credentials import PASSWORD, USERNAME

TWO_HOURS = 7200.0
real_time = time.time


@pytest.fixture(autouse=True)
def agreed() -> Iterator[None]:
    yield
    clock._ahead = 0.0


def wrong_by(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on this process's clock is wrong, and it has noticed."""
    monkeypatch.setattr(time, "time", lambda: real_time() + seconds)
    # What `compare` finds on PostgreSQL, whose clock is another one.
    monkeypatch.setattr(clock, "_ahead", seconds)


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("off", [TWO_HOURS, -TWO_HOURS])
def test_the_difference_is_found_and_told(
    off: float, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no clock of its own")
    monkeypatch.setattr(time, "time", lambda: real_time() + off)

    clock.compare()

    assert clock.ahead() == pytest.approx(off, abs=30)
    assert clock.now() == pytest.approx(real_time(), abs=30)
    assert "s off the database's: set it" in caplog.text


@pytest.mark.parametrize("off", [TWO_HOURS, -TWO_HOURS])
def test_an_officer_stays_signed_in(officer_client: Client, off: float, monkeypatch: pytest.MonkeyPatch) -> None:
    assert officer_client.get("/portal/").status_code == 200
    session = officer_client.session
    session[session_timeout.SEEN] = session[session_timeout.SINCE] = real_time()
    session.save()

    wrong_by(off, monkeypatch)

    assert officer_client.get("/portal/").status_code == 200
    assert officer_client.session.get(session_timeout.SEEN) == pytest.approx(real_time(), abs=60)


@pytest.mark.parametrize("off", [TWO_HOURS, -TWO_HOURS])
def test_a_candidate_stays_signed_in_as_long_as_elsewhere(
    signed_in: Client, off: float, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CANDIDATE_SESSION_SECONDS = 3600
    wrong_by(off, monkeypatch)

    assert signed_in.get("/results/").status_code == 200
    monkeypatch.setattr(time, "time", lambda: real_time() + off + 3700)
    assert signed_in.get("/results/").status_code == 302


def test_a_session_that_began_at_a_wrong_clock_is_as_old_as_it_is(
    signed_in: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CANDIDATE_SESSION_SECONDS = 3600
    wrong_by(TWO_HOURS, monkeypatch)
    signed_in.post("/results/sign-in/", {"username": USERNAME, "password": PASSWORD})
    assert Credential.objects.exists()
    wrong_by(0, monkeypatch)

    monkeypatch.setattr(time, "time", lambda: real_time() + 3700)

    assert signed_in.get("/results/").status_code == 302
