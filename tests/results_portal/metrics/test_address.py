"""Metrics are told at an address of their own: by gunicorn's processes together, and by each worker."""

import urllib.request
from pathlib import Path

import pytest
from django.test import Client

from tests.support import postgresql, service
from tests.support.workers import wait_for, worker


def told(port: int) -> str:
    """What is told, or "" where nobody answers yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


@pytest.fixture
def environment(shared_database: str, tmp_path: Path) -> dict[str, str]:
    return {**service.settings_for(shared_database, tmp_path), "CANDIDATES_WAITING": "8"}


def counted(port: int, sample: str) -> float:
    lines = [line for line in told(port).splitlines() if line.startswith(f"{sample} ")]
    return float(lines[0].rpartition(" ")[2]) if lines else 0.0


def test_whichever_process_of_gunicorn_is_asked_tells_of_all(environment: dict[str, str], tmp_path: Path) -> None:
    port = postgresql.free_port()
    own = {**environment, "METRICS_ADDRESS": f"127.0.0.1:{port}"}
    with service.gunicorn(log=tmp_path / "log", environment=own) as public:
        for _ in range(20):
            ask = urllib.request.Request(
                f"http://127.0.0.1:{public}/healthz", headers=service.headers_for(service.PORTAL_HOST)
            )
            with urllib.request.urlopen(ask, timeout=30) as answer:
                assert answer.status == 200

        wait_for(
            lambda: counted(port, 'results_requests_total{outcome="ok",page="healthz"}') == 20, "20", tmp_path / "log"
        )
        assert "results_facts_readable 1.0" in told(port)


def test_the_public_address_tells_no_metrics(client: Client, db: None) -> None:
    assert client.get("/metrics").status_code == 404


def test_a_worker_tells_of_its_jobs(shared_database: str, tmp_path: Path) -> None:
    port, log = postgresql.free_port(), tmp_path / "log"
    with worker(shared_database, log, METRICS_ADDRESS=f"127.0.0.1:{port}"):
        wait_for(lambda: "results_workers_alive 1.0" in told(port), "a worker that tells of itself", log)


def test_a_worker_whose_address_is_taken_works_without(shared_database: str, tmp_path: Path) -> None:
    port, log = postgresql.free_port(), tmp_path / "log"
    with worker(shared_database, log, METRICS_ADDRESS=f"127.0.0.1:{port}"):
        wait_for(lambda: bool(told(port)), "the first worker", log)
        with worker(shared_database, log, "second", METRICS_ADDRESS=f"127.0.0.1:{port}"):
            wait_for(lambda: "results_workers_alive 2.0" in told(port), "the second one", log)
    assert "no metrics are told at" in log.read_text(encoding="utf-8")
