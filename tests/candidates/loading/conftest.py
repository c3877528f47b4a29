"""Loading the base series, and what the command says when it loads something else over it."""

from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.support.folders import write_base

Files = str | bytes | None


@dataclass(frozen=True)
class Said:
    """What the command wrote, and its exit status."""

    output: str
    errors: str
    status: int

    @property
    def ended_well(self) -> bool:
        return self.status == 0

    @property
    def all(self) -> str:
        return self.output + self.errors


def run(source: Path, *words: str) -> Said:
    """What the command says of these files."""
    output, errors = StringIO(), StringIO()
    try:
        call_command("load_series", str(source), *words, stdout=output, stderr=errors)
    except CommandError as failure:
        return Said(output.getvalue(), f"{errors.getvalue()}{failure}", status=failure.returncode)
    return Said(output.getvalue(), errors.getvalue(), status=0)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """The base series, loaded."""
    folder = write_base(tmp_path / "base")
    assert run(folder).ended_well
    return folder


@pytest.fixture
def load_over(base: Path, tmp_path: Path) -> Callable[..., Said]:
    """Load the base series with other files in place of some: `load_over("--dry-run", results="…")`."""

    def load(*words: str, **files: Files) -> Said:
        return run(write_base(tmp_path / "over", **files), *words)

    return load
