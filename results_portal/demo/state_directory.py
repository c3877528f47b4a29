"""The demonstration's state directory: claimed by one demonstration at a time, and emptied only if one made it."""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

# What a demonstration leaves in its state directory; `--fresh` removes these and nothing else.
DATABASE = ("database.sqlite3", "database.sqlite3-wal", "database.sqlite3-shm")
# Whoever reads the settings of a demonstration makes its keys: they alone say nothing of data.
KEYS = "keys"
MADE = (*DATABASE, "letters", "drafts", "mail", "static", KEYS, "logs")
FOLDER = "demo"
LOCK = "lock"
MARKER = "made-by-demo.json"


class DemoRefused(Exception):
    """The demonstration can't start; the text says why and what mends it."""


@contextmanager
def claimed(state: Path) -> Iterator[Path]:
    """Hold `state` for this process alone; yields the folder in it where the demonstration keeps its own notes.

    Raises `DemoRefused` when the directory can't be written or another demonstration runs there.
    """
    folder = state / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder / LOCK).open("a+", encoding="utf-8")
    except OSError as why:
        raise DemoRefused(
            f"The state directory {state} can't be written ({why.strerror}). "
            "Name a folder that can in the environment variable STATE_DIR."
        ) from why
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise DemoRefused(_taken(state, lock.read())) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield folder


def _taken(state: Path, owner: str) -> str:
    process = f" (process {owner})" if owner.isdigit() else ""
    return (
        f"Another demonstration{process} already uses the state directory {state}. "
        "Stop that one, or name another folder in the environment variable STATE_DIR."
    )


def empty(state: Path) -> None:
    """Remove what a demonstration made in `state`, if anything. Raises `DemoRefused` where others' data lies."""
    if "DATABASE_URL" in os.environ:
        raise DemoRefused(
            "--fresh empties the state directory alone. Empty the database of DATABASE_URL by hand instead."
        )
    if not (state / FOLDER / MARKER).exists():
        if not any((state / name).exists() for name in MADE if name != KEYS):
            return
        raise DemoRefused(
            f"--fresh leaves {state} alone, for no demonstration made it. "
            "Start without --fresh, or name another folder in the environment variable STATE_DIR."
        )
    notes = (entry for entry in (state / FOLDER).iterdir() if entry.name not in {LOCK, MARKER})
    # The marker goes last, so that an emptying that was interrupted can be done again.
    for path in [*(state / name for name in MADE), *notes, state / FOLDER / MARKER]:
        _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def adopt(folder: Path) -> None:
    """Mark the state directory as a demonstration's own. Raises `DemoRefused` if its database is somebody else's."""
    marker = folder / MARKER
    if marker.exists():
        return
    if connection.introspection.table_names():
        raise DemoRefused(
            f"The database {connection.settings_dict['NAME']} holds data that no demonstration made. "
            "Name an empty folder in the environment variable STATE_DIR."
        )
    write(marker, {"made": "by manage.py demo, which may empty this state directory"})


def read(file: Path) -> Any:
    """What `write` kept in `file`, or None when there is nothing yet."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def write(file: Path, value: Any) -> None:
    """Keep plain values in `file`, readable by this user alone: the whole of it or nothing."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(value, indent=1), encoding="utf-8")
    draft.replace(file)
