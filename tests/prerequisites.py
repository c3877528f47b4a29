"""Looks for the programs that the tests need and that no wheel brings, and installs them where it can.

    python tests/prerequisites.py            installs what is missing, or says which tests will be left out
    python tests/prerequisites.py --all      ends with status 1 where anything is missing afterwards

Everything else comes with `requirements-dev.lock`: PostgreSQL, PDFium, qpdf, 7-Zip, a font for Han.
"""

import argparse
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

# Debian keeps servers where only root looks.
PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the machine, by the pytest marker of the tests that need it."""

    marker: str
    title: str
    names: tuple[str, ...]
    package: str

    def path(self) -> str | None:
        return next((found for name in self.names if (found := shutil.which(name, path=PLACES))), None)


PROGRAMS = (
    Program("browser", "Chromium", ("chromium", "chromium-browser", "google-chrome"), "chromium"),
    Program("nginx", "nginx", ("nginx",), "nginx"),
    Program("poppler", "Poppler", ("pdftoppm",), "poppler-utils"),
    Program("systemd", "systemd-analyze", ("systemd-analyze",), "systemd"),
)


def path_of(marker: str) -> str:
    """Where a program is, which has to be there."""
    [program] = [each for each in PROGRAMS if each.marker == marker]
    path = program.path()
    assert path, notice(program)
    return path


def missing() -> list[Program]:
    return [program for program in PROGRAMS if program.path() is None]


def installer() -> list[str]:
    """The beginning of the command that installs packages here, or nothing where we can't."""
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        return [apt]
    sudo = shutil.which("sudo")
    return [sudo, apt] if apt and sudo else []


def install(programs: list[Program]) -> None:
    """Install with the system's packages, said before it is done. A failure is told by what is missing afterwards."""
    packages = [program.package for program in programs]
    command = [*installer(), "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    print("Installing what the tests need and no wheel brings:", *command, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in ([*installer(), "update", "--quiet"], command):
        subprocess.run(step, env=environment, stdout=subprocess.DEVNULL, check=False)


def notice(program: Program) -> str:
    return f"{program.title} is missing, so tests marked `{program.marker}` can't run (Debian: {program.package})."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="end with status 1 where anything is missing afterwards")
    options = parser.parse_args()
    if missing() and installer():
        install(missing())
    for program in missing():
        print(notice(program))
    return 1 if options.all and missing() else 0


if __name__ == "__main__":
    sys.exit(main())
