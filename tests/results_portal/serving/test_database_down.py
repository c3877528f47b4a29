"""While the database is out of reach everybody gets a page that returns by itself; then all goes on."""

import time
from collections.abc import Callable
from contextlib import closing

from tests.results_portal.serving.conftest import Running
from tests.support import service

LONG = 60.0


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
            alive, ready = candidate.get("/healthz"), candidate.get("/readyz")
        finally:
            running.cluster.start()

        assert [answer.status for answer in asked] == [503] * 10
        assert all(answer.retry_after for answer in asked)
        assert b"goes on by itself" in asked[-1].body
        assert (door.status, alive.status, ready.status) == (503, 200, 503)
        assert happens(lambda: officer.get("/portal/").status == 200)
    assert happens(lambda: running.sign_in(people=3).errors == [])
