"""A worker that kills itself at a chosen point of its work, as `kill -9` or a power cut might.

    python -m tests.support.dying_worker letters.storage.encrypted_files:Writer.keep after 1 --worker-id=first …

The first three words are a function, whether to die before or after it, and in which of its calls; the worker's own
arguments follow. Being killed from outside hits such a point only by luck.
"""

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from itertools import count
from typing import Any

import django
from django.core.management import call_command


def main(function: str, when: str, turn: str, *arguments: str) -> None:
    """Run a worker that dies at that point."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "results_portal.settings")
    django.setup()
    module, _, path = function.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for part in owners:
        owner = getattr(owner, part)
    setattr(owner, name, _deadly(getattr(owner, name), before=when == "before", turn=int(turn)))
    call_command("db_worker", *arguments)


def _deadly(work: Callable[..., Any], *, before: bool, turn: int) -> Callable[..., Any]:
    turns = count(1)

    def dying(*given: Any, **options: Any) -> Any:
        last = next(turns) == turn
        if last and before:
            _die()
        result = work(*given, **options)
        if last:
            _die()
        return result

    return dying


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
