"""The processes of an installation, each started again when it ends, as whoever runs the service would have it."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from tests.support import service

RESTARTED_AFTER = 0.3


class Program:
    """One process, with its children, that is started again until it is told to stop."""

    def __init__(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        self._command = list(command)
        self._environment = service.clean({**environment, "PYTHONPATH": str(service.ROOT), "PYTHONUNBUFFERED": "1"})
        self._stopping = Event()
        # Set while a fault keeps it from coming back.
        self.held = Event()
        self.process = self._begun()
        self._keeper = Thread(target=self._keep, name=f"keeps {name}", daemon=True)
        self._keeper.start()

    def _begun(self) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as output:
            return subprocess.Popen(
                self._command,
                cwd=service.ROOT,
                env=self._environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _keep(self) -> None:
        while not self._stopping.is_set():
            self.process.wait()
            # What is left of it, such as gunicorn's own processes, goes as it would with its unit or container.
            self._signal(signal.SIGKILL)
            self._stopping.wait(RESTARTED_AFTER)
            while self.held.is_set() and not self._stopping.is_set():
                time.sleep(0.05)
            if not self._stopping.is_set():
                self.process = self._begun()

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def kill_a_child(self) -> None:
        """The process that serves, while the one that watches over it stays. Itself, where it has none."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        os.kill(int(children[0]) if children else self.process.pid, signal.SIGKILL)

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def limit_files(self, size: int) -> None:
        """No file of this process can grow beyond `size` bytes from now on; -1 takes the limit away."""
        _, most = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (most if size < 0 else size, most))

    def stop(self) -> None:
        self._stopping.set()
        self.go_on()
        self._signal(signal.SIGKILL)
        self._keeper.join(timeout=10)
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return


@contextmanager
def running(programs: Sequence[Program]) -> Iterator[None]:
    try:
        yield
    finally:
        for program in programs:
            program.stop()


def web(name: str, port: int, *, environment: Mapping[str, str], folder: Path, application: str = "") -> Program:
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += [application] if application else []
    return Program(name, command, environment=environment, log=folder / f"{name}.log")


def worker(name: str, *, environment: Mapping[str, str], folder: Path) -> Program:
    command = [sys.executable, "manage.py", "db_worker", "--interval", "0.1", "--no-startup-delay"]
    return Program(name, command, environment=environment, log=folder / f"{name}.log")
