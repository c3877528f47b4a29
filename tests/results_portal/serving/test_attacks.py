"""Whatever others hold or ask for, candidates sign in and see their results, and nobody is sent away."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing

import pytest

from tests.results_portal.serving.conftest import Running
from tests.support import attackers, service

CANDIDATES_PAGE, FILE = "/portal/PK123/november-2026/candidates/", "/portal/PK123/november-2026/candidates.csv"
Attack = Callable[[Running], AbstractContextManager[None]]


def officers_head(running: Running) -> str:
    return running.head(service.PORTAL_HOST, officer=True)


ATTACKS: dict[str, Attack] = {
    "forms that trickle in": lambda it: attackers.trickling_posts(it.port, it.head(), number=40),
    "officers' forms that trickle in": lambda it: attackers.trickling_posts(
        it.port, officers_head(it), number=40, path="/portal/PK123/november-2026/status/"
    ),
    "headers that never end": lambda it: attackers.trickling_headers(it.port, it.head(), number=40),
    "clients that never close": lambda it: attackers.never_closing(it.port, it.head(), number=40, path="/healthz"),
    "slow downloads of one officer": lambda it: attackers.slow_readers(
        it.port, officers_head(it), number=24, path=FILE
    ),
    "pages that are taken slowly": lambda it: attackers.slow_readers(
        it.port, officers_head(it), number=24, path=CANDIDATES_PAGE
    ),
    "many windows on one page": lambda it: attackers.askers(it.port, officers_head(it), number=8, path=CANDIDATES_PAGE),
    "many that ask for the health report": lambda it: attackers.askers(
        it.port, it.head(), number=12, path="/healthz", pause=0.05
    ),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_candidates_sign_in_meanwhile(running: Running, attack: Attack) -> None:
    with attack(running):
        outcome = running.sign_in(people=10)

    assert (len(outcome.seconds), outcome.errors) == (10, [])


def test_more_files_at_once_than_one_session_has_places_for_are_sent_away(running: Running) -> None:
    """The first ones go on; the others are asked to come back. Nobody else notices."""
    with (
        attackers.slow_readers(running.port, officers_head(running), number=24, path=CANDIDATES_PAGE),
        closing(running.browser(service.PORTAL_HOST, officer=True)) as browser,
    ):
        answers = [browser.get(FILE) for _ in range(3)]

    assert {answer.status for answer in answers} <= {200, 503}
    assert all(answer.retry_after for answer in answers if answer.status == 503)
