"""Measures staff's largest upload, through gunicorn with production's settings on PostgreSQL.

    .venv/bin/python -m tests.benchmarks.upload

A member of staff sends a small file and then the largest that is taken, several times over: seconds until the
answer, the memory of the one web process before, at most (VmHWM) and after, and the longest that somebody who asks for
the sign-in page has to wait meanwhile.
"""

import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from results_portal.serving.upload_pass import LARGEST_UPLOAD, PATH
from tests.support import postgresql, service

STAFF = "--staff"
# What the form's other fields and the boundaries take.
BESIDE = 4096
BOUNDARY = "a-boundary-that-no-file-holds"
CSRF = "a" * 32
SIGN_IN = "/results/sign-in/"
PAUSE = 0.02
AGAIN = 5


def main() -> None:
    """Print a line for each way of sending."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="results-portal-upload-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        environment = service.settings_for(stack.enter_context(postgresql.server()), folder)
        environment["REQUIRE_TWO_FACTOR"] = "false"
        service.python("-m", "tests.benchmarks.results_day_data", "fill", "2", environment=environment)
        session = service.python("-m", "tests.benchmarks.upload", STAFF, environment=environment).strip()
        port = stack.enter_context(service.gunicorn(log=folder / "log", environment=environment, workers=1))
        head = {**service.headers_for(service.PORTAL_HOST), "Cookie": f"__Host-csrf={CSRF}; __Host-officer={session}"}
        address = _address(port, head)
        worker = _worker(port)

        def send(content: bytes) -> None:
            _send(port, address, head, content)

        send(b"PK\x03\x04")
        largest = b"PK\x03\x04" + os.urandom(LARGEST_UPLOAD - BESIDE)
        print(f"{'':8} {'seconds':>8} {'MB before':>9} {'peak MB':>8} {'after':>6} {'others wait, s':>14}")
        _tell("1 MB", worker, port, lambda: send(largest[: 1024 * 1024]))
        for _ in range(AGAIN):
            _tell("64 MB", worker, port, lambda: send(largest))


def _tell(name: str, worker: int, port: int, work: Callable[[], None]) -> None:
    before = _memory(worker, "VmRSS")
    Path(f"/proc/{worker}/clear_refs").write_text("5", encoding="ascii")
    with _somebody_else(port) as waits:
        started = time.perf_counter()
        work()
        seconds = time.perf_counter() - started
    peak = _memory(worker, "VmHWM")
    print(
        f"{name:8} {seconds:8.2f} {before:9.0f} {peak:8.0f} {_memory(worker, 'VmRSS'):6.0f} {max(waits):14.2f}",
        flush=True,
    )


@contextmanager
def _somebody_else(port: int) -> Iterator[list[float]]:
    """A candidate who asks for the page of signing in, again and again; how long it took each time."""
    waits: list[float] = []
    over = threading.Event()

    def ask() -> None:
        while not waits or not over.is_set():
            started = time.perf_counter()
            status, _ = _ask(port, "GET", SIGN_IN, service.headers_for(service.RESULTS_HOST))
            assert status == 200, status
            waits.append(time.perf_counter() - started)
            over.wait(PAUSE)

    thread = threading.Thread(target=ask)
    thread.start()
    yield waits
    over.set()
    thread.join()


def _address(port: int, head: dict[str, str]) -> str:
    """Where the page sends its form, with the pass that it was given."""
    status, page = _ask(port, "GET", PATH, head)
    found = re.search(rf'action="({PATH}\?pass=[^"]+)"', page.decode())
    assert found, (status, page[:500])
    return found[1]


def _send(port: int, address: str, head: dict[str, str], content: bytes) -> None:
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{CSRF}\r\n']
    parts.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="chosen_files"; filename="series.zip"\r\n')
    parts.append("Content-Type: application/zip\r\n\r\n")
    body = "".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    form = {**head, "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    status, answer = _ask(port, "POST", address, form, body)
    assert status == 302, (status, answer[:500])


def _ask(port: int, method: str, path: str, head: dict[str, str], body: bytes | None = None) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body=body, headers=head)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _worker(port: int) -> int:
    """The process that serves: the one whose parent serves at the same port."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            if f"127.0.0.1:{port}".encode() in command:
                found[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    (worker,) = (process for process, parent in found.items() if parent in found)
    return worker


def _memory(process: int, name: str) -> float:
    """Megabytes of a process, as Linux counts them."""
    (line,) = (line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def staff_session() -> str:
    """The key of the session of a superuser who has just signed in."""
    import django  # noqa: PLC0415 - the environment says which settings

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - after the set-up
    from django.test import Client  # noqa: PLC0415

    from centres.models import User  # noqa: PLC0415
    from tests.support.signed_in import sign_in  # noqa: PLC0415

    client = sign_in(Client(), User.objects.create_superuser("boss@board.example", "a long enough password"))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    if sys.argv[1:] == [STAFF]:
        print(staff_session())
    else:
        main()
