"""The demonstration's web server and worker: what they are told, and when they answer."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from results_portal.config import mode
from results_portal.demo.state_directory import DemoRefused
from results_portal.demo.supervisor import Program, Supervisor

HOST = "127.0.0.1"
WEB_PROCESSES = 2
ANSWERS_WITHIN_SECONDS = 60.0
LAST_LINES = 15


@contextmanager
def bound_socket(port: int) -> Iterator[socket.socket]:
    """The socket that the web server will listen on, held by the demonstration so that a restart loses no visitor.

    Port 0 means any free one. Raises `DemoRefused` when the port can't be had.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind((HOST, port))
        except (OSError, OverflowError) as why:
            reason = getattr(why, "strerror", None) or str(why)
            raise DemoRefused(f"Port {port} can't be used ({reason}). Name another one: --port {_other(port)}") from why
        yield held


def _other(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 8000


def programs(held: socket.socket) -> list[Program]:
    """The web server on `held`, and one worker."""
    python, state = sys.executable, Path(settings.STATE_DIR)
    logs = state / "logs"
    logs.mkdir(exist_ok=True, mode=0o700)
    environment = environment_for(address(held))
    web = [python, "-m", "gunicorn", "--config", str(settings.BASE_DIR / "gunicorn.conf.py")]
    web += ["--bind", f"fd://{held.fileno()}", "--workers", str(WEB_PROCESSES)]
    web += ["--chdir", str(settings.BASE_DIR), "--graceful-timeout", "2"]
    # Loaded once and shared by the web processes, which halves the time until they answer.
    web += ["--preload"]
    worker = [python, str(settings.BASE_DIR / "manage.py"), "db_worker", "--interval", "0.2", "--no-startup-delay"]
    return [
        Program(name="web server", command=web, environment=environment, log=logs / "web.log", sockets=[held.fileno()]),
        Program(name="worker", command=worker, environment=environment, log=logs / "worker.log"),
    ]


def address(held: socket.socket) -> str:
    """Where the service is found."""
    return f"http://{HOST}:{held.getsockname()[1]}"


def environment_for(url: str) -> dict[str, str]:
    """What the children are told: this demonstration's state directory and addresses, whatever the shell says."""
    inherited = {name: value for name, value in os.environ.items() if name != "GUNICORN_CMD_ARGS"}
    return inherited | {
        mode.MODE_VARIABLE: mode.DEMO,
        "STATE_DIR": str(settings.STATE_DIR),
        "PORTAL_URL": url,
        "RESULTS_URL": url,
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "PYTHONUNBUFFERED": "1",
    }


def wait_until_it_answers(url: str, supervisor: Supervisor) -> None:
    """Return once `url` is answered with a page; raises `DemoRefused` with the last lines of the log if it never is."""
    deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while not _answers(url):
        supervisor.restart_the_dead()
        if time.monotonic() > deadline:
            raise DemoRefused(f"The web server gave no page. The end of its log:\n{_end_of(supervisor)}")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _end_of(supervisor: Supervisor) -> str:
    log = supervisor.children[0].program.log
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:])
