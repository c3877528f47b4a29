"""The short form of the faults: real processes are killed, stopped and filled up, and every rule holds afterwards."""

import re
import subprocess
import sys

from tests.faults.table import BEGIN, END
from tests.faults.trial import PROMISED_SECONDS
from tests.support import service

# The promise is for a machine that does nothing else.
PATIENCE = 3 * PROMISED_SECONDS


def test_after_each_fault_every_rule_holds_and_the_service_recovers_by_itself() -> None:
    command = [sys.executable, "-m", "tests.faults", "--short"]
    done = subprocess.run(command, cwd=service.ROOT, env=service.clean({}), capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    seconds = [float(found) for found in re.findall(r"\| ([0-9.]+) \|$", done.stdout, re.MULTILINE)]
    assert len(seconds) == 4
    assert max(seconds) < PATIENCE


def test_the_documentation_has_the_table() -> None:
    text = (service.ROOT / "docs" / "operating.md").read_text()

    table = text[text.index(BEGIN) : text.index(END)]
    assert "| fault | what was done | what was seen |" in table
