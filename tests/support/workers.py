"""Real workers in processes of their own, beside a test that can watch, pause and kill them."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

PATIENCE = 90.0


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """The DATABASE_URL of a database that this test and other processes use; empty but for its tables.

    PostgreSQL's test database serves as it is. SQLite's lives in this process's memory, so it is copied to a file.
    """
    here = connections["default"]
    if here.vendor == "postgresql":
        of = here.settings_dict
        yield f"postgres://{of['USER']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
        return
    file = tmp_path / "database.sqlite3"
    here.ensure_connection()
    with sqlite3.connect(file) as copy:
        here.connection.backup(copy)
    copy.close()
    there = DatabaseWrapper({**here.settings_dict, "NAME": str(file)}, "default")
    connections["default"] = there
    try:
        yield f"sqlite:///{file}"
    finally:
        there.close()
        connections["default"] = here


@contextmanager
def worker(
    database: str, log: Path, name: str = "first", *, dies: str = "", **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A `manage.py db_worker` that works on `database` and on this test's state directory, killed at the end.

    `dies` names a point at which it kills itself before: the first arguments of `tests.support.dying_worker`.
    """
    variables = {
        "DATABASE_URL": database,
        "STATE_DIR": str(settings.STATE_DIR),
        "LETTERS_HEARTBEAT_SECONDS": "0.2",
        "LETTERS_STALE_SECONDS": "2",
        "PYTHONUNBUFFERED": "1",
        # By this PostgreSQL tells a worker's connections from the test's.
        "PGAPPNAME": "worker",
        **environment,
    }
    program = ["-m", "tests.support.dying_worker", *dies.split()] if dies else ["manage.py", "db_worker"]
    command = [sys.executable, *program, "--interval=0.05", "--no-startup-delay", f"--worker-id={name}"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env={**os.environ, **variables}, stdout=output, stderr=output, cwd=settings.BASE_DIR
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()


def wait_for(so: Callable[[], bool], what: str, log: Path) -> None:
    """Look again and again until it is so; fails, with the workers' log, when it takes too long."""
    until = time.monotonic() + PATIENCE
    while not so():
        if time.monotonic() > until:
            pytest.fail(f"waited in vain for {what}; the workers said:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.005)
