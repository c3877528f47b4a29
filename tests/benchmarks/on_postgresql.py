"""Benchmarks that need Django: each size in a process of its own, on a PostgreSQL server of its own."""

import json
import os
import subprocess
import sys
from typing import Any

MEASURE = "--measure"


def run(module: str, *arguments: str) -> None:
    """Run a benchmark's module once more, as a process that measures."""
    environment = {**os.environ, "TEST_DATABASE": "postgresql"}
    environment.pop("RESULTS_PORTAL_MODE", None)
    subprocess.run([sys.executable, "-m", module, *arguments], env=environment, check=True)


def figures_of(module: str, size: str) -> dict[str, Any]:
    """What a benchmark's module prints as JSON in its last line, for one size, as a process that measures."""
    environment = {**os.environ, "TEST_DATABASE": "postgresql"}
    environment.pop("RESULTS_PORTAL_MODE", None)
    command = [sys.executable, "-m", module, MEASURE, size]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def prepare_django() -> None:
    """Start the server and make the tables, in the process that measures."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "results_portal.settings"
    from tests.support import environment  # noqa: PLC0415 - starts PostgreSQL when imported

    environment.prepare()
    import django  # noqa: PLC0415 - after the environment
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
