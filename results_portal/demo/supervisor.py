"""Keeps the demonstration's processes alive: one that dies is started again, and none outlives the demonstration."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from results_portal.demo import parent_bound

POLL_SECONDS = 0.1
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 15.0
# One that ran for so long had started well: its next pause is the short one again.
SETTLED_SECONDS = 30.0
GRACE_SECONDS = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run under which name, where its output goes, and which open sockets it is handed."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    sockets: Sequence[int] = ()


@dataclass(slots=True)
class Child:
    """A program's process, and when to start the next one if it has died."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    deaths: int = field(default=0)


class Supervisor:
    """Starts all programs on entering and stops them on leaving; `restart_the_dead` or `watch` in between."""

    def __init__(self, programs: Sequence[Program], *, say: Callable[[str], None]) -> None:
        self.children = [Child(program) for program in programs]
        self.say = say

    def __enter__(self) -> Self:
        for child in self.children:
            _start(child)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        stop([child.process for child in self.children if child.process])

    def restart_the_dead(self) -> None:
        """Look after each child once: note a death, and start it again when its pause is over."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._note_death(child, child.process)
            elif child.process is None and time.monotonic() >= child.restart_at:
                _start(child)

    def watch(self) -> None:
        """Restart what dies until something (a signal) raises."""
        while True:
            self.restart_the_dead()
            time.sleep(POLL_SECONDS)

    def _note_death(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        _kill_group(process)
        settled = time.monotonic() - child.started_at >= SETTLED_SECONDS
        child.deaths = 1 if settled else child.deaths + 1
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (child.deaths - 1), LONGEST_PAUSE_SECONDS)
        child.process, child.restart_at = None, time.monotonic() + pause
        self.say(
            f"The {child.program.name} ended with status {process.returncode}; it starts again in {pause:g} s. "
            f"Its log: {child.program.log}"
        )


def stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """End these processes and everything that they started: politely at first, after a few seconds by force."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    while any(process.poll() is None for process in processes) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS / 2)
    for process in processes:
        _kill_group(process)
        process.wait()


def _start(child: Child) -> None:
    program = child.program
    command = [sys.executable, parent_bound.__file__, str(os.getpid()), *program.command]
    with program.log.open("ab") as log:
        child.process = subprocess.Popen(  # noqa: S603 - our own programs with our own arguments
            command,
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=program.sockets,
            # A group of its own: Ctrl-C reaches the demonstration alone, which then ends the group as a whole.
            start_new_session=True,
        )
    child.started_at = time.monotonic()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill whoever is left of the process and of those that it started; its id names their group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
