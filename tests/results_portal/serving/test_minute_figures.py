"""A web process writes down by itself what it counted."""

import time

import psycopg

from results_portal.monitoring.figures import Figure
from tests.results_portal.serving.conftest import Running

SOON_SECONDS = 60.0


def test_sign_ins_reach_the_table_within_seconds(running: Running) -> None:
    outcome = running.sign_in(5)
    assert not outcome.errors

    deadline = time.monotonic() + SOON_SECONDS
    counted = 0
    while counted < 5 and time.monotonic() < deadline:
        with psycopg.connect(running.cluster.url) as connection:
            row = connection.execute(
                "SELECT coalesce(sum(amount), 0) FROM results_portal_minutefigure WHERE name = %s", [Figure.SIGNED_IN]
            ).fetchone()
        counted = int(row[0]) if row else 0
        time.sleep(0.2)

    assert counted == 5
