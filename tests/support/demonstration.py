"""Starts the real `manage.py demo` for tests: in a state directory of its own, on a free port, with little data."""

import csv
import os
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "candidates" / "sample_data" / "november-2026"
READY = "Ctrl-C stops everything."
SECONDS_TO_START = 90.0
# What the tests' own environment says, and what a demonstration decides for itself.
NOT_HANDED_ON = {"RESULTS_PORTAL_MODE", "SECRET_KEY", "LETTERS_KEYS", "PORTAL_URL", "RESULTS_URL", "ALLOWED_HOSTS"}
NOT_HANDED_ON |= {"EMAIL_URL", "DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE", "PYTEST_CURRENT_TEST"}


@dataclass
class Demonstration:
    """A demonstration's process and everything that it has printed so far."""

    process: subprocess.Popen[str]
    state: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def url(self) -> str:
        """Scheme, host and port, as printed in the line for officers."""
        printed = next(line.split()[1] for line in self.lines if line.split()[:1] == ["Officers"])
        return printed.removesuffix("/portal/")

    @property
    def log_ins(self) -> dict[str, str]:
        """Each printed e-mail address with its password."""
        parts = [line.split() for line in self.lines]
        return {words[1]: words[2] for words in parts if words[:1] in (["officer"], ["staff"])}

    def wait_for(self, wanted: str, *, seconds: float = SECONDS_TO_START) -> None:
        """Return once a line holds `wanted`; fail with everything printed when that takes too long."""
        deadline = time.monotonic() + seconds
        while not any(wanted in line for line in list(self.lines)):
            ended = self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise AssertionError(f"the demonstration never said {wanted!r} (ended: {ended}):\n{self.text}")
            time.sleep(0.05)


def environment(state: Path, **more: str) -> dict[str, str]:
    """A newcomer's shell: nothing set but where the state directory lies, and `more`."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON}
    return inherited | {"STATE_DIR": str(state), "PYTHONWARNINGS": "default"} | more


def manage(started: Demonstration, *arguments: str) -> None:
    """Run another command of `manage.py` on a demonstration's data, as its operator would."""
    subprocess.run(
        command(*arguments),
        env=environment(started.state, **started.settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def command(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


@contextmanager
def running(state: Path, *arguments: str, **more: str) -> Iterator[Demonstration]:
    """A demonstration that answers; afterwards it is told to stop, and killed if it doesn't."""
    process = subprocess.Popen(
        command("demo", "--port", "0", *arguments),
        env=environment(state, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    started = Demonstration(process, state, more)
    reader = threading.Thread(target=_collect, args=(started,))
    reader.start()
    try:
        started.wait_for(READY)
        yield started
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join()


def _collect(started: Demonstration) -> None:
    assert started.process.stdout is not None
    with started.process.stdout as printed:
        started.lines.extend(line.rstrip("\n") for line in printed)


def processes_of(state: Path) -> dict[int, str]:
    """The command line of every living process that works on this state directory, by its number."""
    mark = f"STATE_DIR={state}\0".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            theirs = mark in (folder / "environ").read_bytes() + b"\0"
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue
        if theirs and words and int(folder.name) != os.getpid():
            found[int(folder.name)] = words
    return found


def write_series(
    folder: Path, *, name: str, numbers: Mapping[str, Collection[str]], releases: Mapping[str, datetime]
) -> Path:
    """A small series made from the sample's: these candidates of these centres, under another name, released so."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in SAMPLE.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as sample:
            header, *rows = csv.reader(sample)
        if header[0] == "series":
            rows = [[name, *rest] for _, *rest in rows]
        if header[1] == "centre_number":
            rows = [row for row in rows if row[2] in numbers.get(row[1], ())]
        if file.name == "releases.csv":
            rows = [[name, code, instant.isoformat(timespec="seconds")] for code, instant in releases.items()]
        with (folder / file.name).open("w", encoding="utf-8", newline="") as small:
            csv.writer(small, lineterminator="\n").writerows([header, *rows])
    return folder
