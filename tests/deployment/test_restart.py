"""Web processes are started anew, one way or the other, while people use the site: nobody is refused.

Through nginx as it is configured, with real processes that are stopped as systemd and the compose file stop them.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from tests.deployment import machine as machines
from tests.deployment.machine import RESULTS_HOST, Machine
from tests.deployment.visitor import Visitor
from tests.support import demonstration

pytestmark = [pytest.mark.nginx, pytest.mark.slow]
SITE, PROXY = "results-web-results.service", "results-proxy.service"
PEOPLE, RESTARTS = 6, 2


@dataclass
class Crowd:
    """What people met who look at the sign-in page and send it with a wrong password, again and again."""

    statuses: list[tuple[str, int]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    ends: threading.Event = field(default_factory=threading.Event)

    def person(self, machine: Machine) -> None:
        certificate = machine.folder / "etc/certificates/results.crt"
        while not self.ends.is_set():
            visitor = Visitor(host=RESULTS_HOST, port=machine.https, certificate=certificate)
            try:
                page = visitor.ask("GET", "/results/sign-in/")
                self.statuses.append(("GET", page.status))
                token = page.form("username").filled({"username": "AAAAAAAA", "password": "wrong"})
                body = "&".join(f"{name}={value}" for name, value in token).encode()
                self.statuses.append(("POST", visitor.ask("POST", "/results/sign-in/", body).status))
            except Exception as why:  # noqa: BLE001 - whatever it was, it is what somebody met
                self.errors.append(repr(why))


@contextmanager
def crowd(machine: Machine) -> Iterator[Crowd]:
    met = Crowd()
    threads = [threading.Thread(target=met.person, args=(machine,)) for _ in range(PEOPLE)]
    for thread in threads:
        thread.start()
    try:
        yield met
    finally:
        met.ends.set()
        for thread in threads:
            thread.join()


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("restart")
    later = datetime.now(UTC) + timedelta(days=1)
    series = demonstration.write_series(folder / "series", name="November 2026", numbers={}, releases={"ALEVEL": later})
    with machines.set_up(folder, series=series) as machine:
        for unit in (SITE, PROXY):
            machine.start(unit)
        machines.wait_until_it_listens(machine, machine.https, (SITE, PROXY))
        yield machine


def wait_for_more(met: Crowd, count: int) -> None:
    """Until so many more answers came."""
    wanted, deadline = len(met.statuses) + count, time.monotonic() + 120
    while len(met.statuses) < wanted:
        assert time.monotonic() < deadline, met
        time.sleep(0.05)


def refused(met: Crowd) -> list[object]:
    """Everything but a page. A wrong password is told on one, and too many of them as well."""
    return [*met.errors, *[one for one in met.statuses if one[1] not in {200, 429}]]


def test_a_restart_with_the_socket_held_refuses_nobody(machine: Machine) -> None:
    with crowd(machine) as met:
        wait_for_more(met, 20)
        for _ in range(RESTARTS):
            machine.restart(SITE)
            wait_for_more(met, 40)

    assert refused(met) == []
    assert {method for method, _ in met.statuses} == {"GET", "POST"}
