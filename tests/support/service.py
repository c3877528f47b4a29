"""The service as it runs for real: gunicorn with production's settings, on PostgreSQL, behind what seems a proxy."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support import postgresql

ROOT = Path(__file__).resolve().parents[2]
SECRET = "only-for-the-benchmark-on-loopback-and-long-enough"
RESULTS_HOST, PORTAL_HOST = "results.board.example", "portal.board.example"


def settings_for(database: str, folder: Path) -> dict[str, str]:
    """The environment of an installation whose files lie in `folder`."""
    return {
        "DATABASE_URL": database,
        "STATE_DIR": str(folder / "state"),
        "SECRET_KEY": SECRET,
        "LETTERS_KEYS": SECRET,
        "PORTAL_URL": f"https://{PORTAL_HOST}",
        "RESULTS_URL": f"https://{RESULTS_HOST}",
        "BEHIND_PROXY": "true",
        "DJANGO_SETTINGS_MODULE": "results_portal.settings",
    }


def headers_for(host: str) -> dict[str, str]:
    """What a browser and the proxy say in each request."""
    return {"Host": host, "X-Forwarded-Proto": "https", "Referer": f"https://{host}/"}


def python(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run Python with nothing else in its environment; what it prints."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=clean(environment), check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def clean(own: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LC_ALL"}}
    return {**inherited, **own}


@contextmanager
def gunicorn(
    *options: str, log: Path, environment: Mapping[str, str], workers: int = 2, start_in: Path = ROOT
) -> Iterator[int]:
    """Serve, with the project's own gunicorn.conf.py where it starts there; yields the port once somebody listens."""
    port = postgresql.free_port()
    command = [sys.executable, "-m", "gunicorn", *options, "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    own = clean({**environment, "PYTHONPATH": str(ROOT)})
    with log.open("wb") as output, subprocess.Popen(command, cwd=start_in, env=own, stderr=output) as process:
        try:
            _wait_until_it_listens(port, process)
            yield port
        finally:
            process.terminate()


def _wait_until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"gunicorn ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("gunicorn didn't listen within 30 s")
