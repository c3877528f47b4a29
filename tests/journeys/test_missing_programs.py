"""On a machine where a program can't be installed, the first lines of a run say once which tests are left out."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_run_says_in_front_what_it_leaves_out(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "tests/letters/drawing/test_viewers.py"],
        cwd=ROOT,
        env={**os.environ, "PATH": str(tmp_path), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count("Poppler is missing, so tests marked `poppler` can't run") == 1
