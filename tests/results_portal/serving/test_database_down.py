"""While the database is out of reach everybody gets a page that returns by itself; then all goes on."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import psycopg
import pytest

from tests.benchmarks.results_day_data import PASSWORD, username
from tests.benchmarks.visitors import Answer, Browser
from tests.results_portal.serving.conftest import Running
from tests.support import service

LONG = 60.0
# Two seconds by the service's own clock; the rest is for a machine that has other things to do.
SOON = 5.0
CROWD = 24


def happens(wanted: Callable[[], bool]) -> bool:
    """Whether it comes true before long."""
    deadline = time.monotonic() + LONG
    while not wanted():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_everybody_is_asked_to_come_back_and_served_again_afterwards(running: Running) -> None:
    with (
        closing(running.browser()) as candidate,
        closing(running.browser(service.PORTAL_HOST, officer=True)) as officer,
    ):
        assert officer.get("/portal/").status == 200
        running.cluster.stop()
        try:
            asked = [officer.get("/portal/") for _ in range(10)]
            door = candidate.get("/results/sign-in/")
            health = candidate.get("/healthz")
        finally:
            running.cluster.start()

        assert [answer.status for answer in asked] == [503] * 10
        assert all(answer.retry_after for answer in asked)
        assert b"goes on by itself" in asked[-1].body
        assert (door.status, health.status) == (503, 503)
        assert happens(lambda: officer.get("/portal/").status == 200)
    assert happens(lambda: running.sign_in(people=3).errors == [])


def test_a_crowd_that_waits_while_the_database_goes_away_is_told_so_together(running: Running) -> None:
    """Two at a time get a turn to sign in: if each had to find out, the last one would wait for all before."""
    crowd = [running.browser() for _ in range(CROWD)]
    forms = [sign_in_form(candidate) for candidate in crowd]

    def seconds_until_answered(number: int) -> tuple[float, Answer]:
        begun = time.monotonic()
        answer = crowd[number].post("/results/sign-in/", forms[number])
        return time.monotonic() - begun, answer

    running.cluster.stop()
    try:
        with ThreadPoolExecutor(CROWD) as people:
            waited = list(people.map(seconds_until_answered, range(CROWD)))
    finally:
        running.cluster.start()
        for candidate in crowd:
            candidate.close()

    assert {answer.status for _, answer in waited} == {503}
    assert all(answer.retry_after for _, answer in waited)
    assert max(seconds for seconds, _ in waited) < SOON
    assert happens(lambda: running.sign_in(people=1).errors == [])


def sign_in_form(candidate: Browser) -> dict[str, str]:
    """What the page of a candidate who fills it in sends."""
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', candidate.get("/results/sign-in/").body)
    assert token
    return {"csrfmiddlewaretoken": token[1].decode(), "username": username(0), "password": PASSWORD}


def test_nobody_notices_a_restart_between_two_requests(running: Running) -> None:
    """The pool's connections are dead then: whoever got one would be asked to come back, one after the other."""
    assert running.sign_in(people=8).errors == []

    running.cluster.stop()
    running.cluster.start()

    assert running.sign_in(people=8).errors == []


@contextmanager
def statements_end_after(running: Running, seconds: int, what: str) -> Iterator[None]:
    """`what` is the server's setting for every new session; all that the service has begin anew."""
    with psycopg.connect(running.cluster.url, autocommit=True) as own:
        own.execute(f"ALTER ROLE postgres SET {what} = '{seconds}s'")
    running.cluster.stop()
    running.cluster.start()
    try:
        yield
    finally:
        with psycopg.connect(running.cluster.url, autocommit=True) as own:
            own.execute(f"ALTER ROLE postgres RESET {what}")
        running.cluster.stop()
        running.cluster.start()


@pytest.mark.parametrize("limit", ["statement_timeout", "lock_timeout"])
def test_a_query_that_takes_too_long_ends_in_a_page_that_returns_and_frees_its_turn(
    running: Running, limit: str
) -> None:
    with (
        statements_end_after(running, 1, limit),
        closing(running.browser(service.PORTAL_HOST, officer=True)) as officer,
        psycopg.connect(running.cluster.url) as holder,
    ):
        holder.execute("LOCK TABLE centres_user")
        stuck = [officer.get("/portal/") for _ in range(3)]
        candidates = running.sign_in(people=2)
        holder.rollback()
        after = officer.get("/portal/")

    assert [answer.status for answer in stuck] == [503] * 3
    assert all(answer.retry_after and b"goes on by itself" in answer.body for answer in stuck)
    assert candidates.errors == []
    assert after.status == 200
