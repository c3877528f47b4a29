"""`manage.py demo` as a newcomer meets it: a real process, on a state directory of its own."""

import os
import signal
import socket
import stat
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support import demonstration
from tests.support.demonstration import Demonstration

EVERYONE = {"officer@pk123.example", "officer@merid.example", "head@pk123.example"}
EVERYONE |= {"staff@board.example", "second@board.example"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with a series of four candidates."""
    folder = tmp_path_factory.mktemp("data") / "november-2026"
    later = datetime.now(UTC) + timedelta(days=30)
    numbers = {"PK123": ["0001", "0007"], "PK207": ["0001", "0002"]}
    demonstration.write_series(folder, name="November 2026", numbers=numbers, releases={"ALEVEL": later})
    return str(folder)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, data: str) -> Iterator[Demonstration]:
    """A demonstration that the tests of this module share; they leave it running."""
    with demonstration.running(tmp_path_factory.mktemp("demo"), "--data", data) as started:
        yield started


def page(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as response:
        text: bytes = response.read()
    return text.decode()


def refusal(state: Path, *arguments: str, **more: str) -> str:
    """What a start that is refused prints; it ends with status 1."""
    run = subprocess.run(
        demonstration.command("demo", *arguments),
        env=demonstration.environment(state, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 1, run.stdout
    assert "Traceback" not in run.stderr
    return run.stderr


def only(started: Demonstration, words: str) -> int:
    """The number of the process whose command line holds `words`, the eldest if it has children of its own."""
    return min(number for number, line in demonstration.processes_of(started.state).items() if words in line)


def wait_for(started: Demonstration, words: str) -> None:
    """Return once a process with these words in its command line lives."""
    deadline = time.monotonic() + 30
    while not any(words in line for line in demonstration.processes_of(started.state).values()):
        assert time.monotonic() < deadline, f"no {words} was started:\n{started.text}"
        time.sleep(0.1)


def test_it_prints_addresses_that_answer_and_every_log_in(started: Demonstration) -> None:
    assert set(started.log_ins) == EVERYONE
    assert "<form" in page(f"{started.url}/portal/")
    assert "<form" in page(f"{started.url}/results/sign-in/")
    assert "<form" in page(f"{started.url}/admin/")


def test_a_worker_that_dies_is_started_again(started: Demonstration) -> None:
    os.kill(only(started, "db_worker"), signal.SIGKILL)
    started.wait_for("The worker ended")

    wait_for(started, "db_worker")


def test_a_web_server_that_dies_is_started_again_while_visitors_wait(started: Demonstration) -> None:
    os.kill(only(started, "gunicorn"), signal.SIGKILL)
    started.wait_for("The web server ended")

    assert "<form" in page(f"{started.url}/portal/")


def test_a_second_demonstration_on_the_same_state_directory_is_refused(started: Demonstration) -> None:
    assert "Another demonstration" in refusal(started.state, "--port", "0")


def test_a_port_in_use_is_refused_with_another_one_to_try(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Port {port} can't be used" in refusal(tmp_path, "--port", str(port))


def test_a_state_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    occupied = tmp_path / "a-file"
    occupied.touch()
    assert f"The state directory {occupied} can't be used" in refusal(occupied, "--port", "0")


def test_fresh_leaves_a_directory_alone_that_no_demonstration_made(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    assert "no demonstration made it" in refusal(tmp_path, "--port", "0", "--fresh")
    assert (tmp_path / "letters").is_dir()


def test_a_database_with_data_of_somebody_else_is_refused(tmp_path: Path) -> None:
    subprocess.run(
        demonstration.command("migrate", "centres", "-v0"),
        env=demonstration.environment(tmp_path, RESULTS_PORTAL_MODE="demo"),
        check=True,
    )
    assert "holds data that no demonstration made" in refusal(tmp_path, "--port", "0")


@pytest.fixture(scope="module")
def used_before(tmp_path_factory: pytest.TempPathFactory, data: str) -> tuple[Path, dict[str, str]]:
    """A state directory that was used before, and the log-ins that were printed then."""
    state = tmp_path_factory.mktemp("used-before")
    with demonstration.running(state, "--data", data) as started:
        return state, started.log_ins


def test_a_second_start_keeps_data_and_log_ins(used_before: tuple[Path, dict[str, str]]) -> None:
    state, log_ins = used_before
    with demonstration.running(state) as started:
        assert started.log_ins == log_ins
        assert "Loading" not in started.text


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_stops_everything(used_before: tuple[Path, dict[str, str]], name: str) -> None:
    state, _ = used_before
    with demonstration.running(state) as started:
        assert len(demonstration.processes_of(state)) >= 4

        started.process.send_signal(signal.Signals[name])

        assert started.process.wait(20) == 0
        assert demonstration.processes_of(state) == {}


def test_children_end_with_a_demonstration_that_was_killed(used_before: tuple[Path, dict[str, str]]) -> None:
    state, _ = used_before
    with demonstration.running(state) as started:
        started.process.kill()

        deadline = time.monotonic() + 20
        while demonstration.processes_of(state) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert demonstration.processes_of(state) == {}


def test_fresh_begins_anew_and_leaves_what_no_demonstration_made(tmp_path: Path, data: str) -> None:
    # Where there is nothing to empty, it begins as well.
    with demonstration.running(tmp_path, "--fresh", "--data", data) as started:
        first = started.log_ins
    (tmp_path / "of-mine.txt").touch()

    with demonstration.running(tmp_path, "--fresh", "--data", data) as started:
        assert set(started.log_ins) == EVERYONE
        assert started.log_ins != first
    assert (tmp_path / "of-mine.txt").exists()


def test_nobody_else_may_read_what_a_demonstration_keeps(started: Demonstration) -> None:
    modes = {path: mode for path in started.state.rglob("*") if (mode := mode_of(path)) is not None}

    assert len(modes) > 5
    assert [path for path, mode in modes.items() if mode & 0o077] == []


def mode_of(path: Path) -> int | None:
    """A file's permissions; None for a folder, and for what the running demonstration has removed meanwhile."""
    try:
        found = path.stat().st_mode
    except FileNotFoundError:
        return None
    return found if stat.S_ISREG(found) else None
