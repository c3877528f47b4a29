"""Putting a copy back into an installation that is empty. It is on hold afterwards, until somebody takes it over."""

from pathlib import Path

from django.core.files import File
from django.core.files.storage import storages
from django.db import connection

from results_portal.backups import dumps
from results_portal.backups.make import LETTERS
from results_portal.backups.manifest import Manifest, UnusableBackup
from results_portal.installation import marks
from results_portal.installation.marks import Mark


def put_back(folder: Path) -> Manifest:
    """Put the copy in `folder` back.

    Raises `UnusableBackup` before anything is changed: where a file is missing or damaged, the keys are others, or the
    database or the letters' storage isn't empty.
    """
    manifest = Manifest.read(folder)
    manifest.check_files(folder)
    manifest.check_keys()
    _check_that_there_is_nothing(manifest)
    # First of all: whatever happens from here on, nothing is sent or removed.
    marks.write(Mark(marks.RESTORED, 0))
    for name in manifest.files:
        if name.startswith(f"{LETTERS}/"):
            with (folder / name).open("rb") as file:
                storages[LETTERS].save(name.removeprefix(f"{LETTERS}/"), File(file))
    dumps.load(folder / dumps.NAMES[connection.vendor])
    return manifest


def _check_that_there_is_nothing(manifest: Manifest) -> None:
    if manifest.database != connection.vendor:
        raise UnusableBackup(f"The backup is of {manifest.database}, and DATABASE_URL names {connection.vendor}.")
    if not dumps.is_empty():
        raise UnusableBackup("The database isn't empty. Make a new one, and name it in DATABASE_URL.")
    try:
        there = storages[LETTERS].listdir("")
    except FileNotFoundError:
        return
    if any(there):
        raise UnusableBackup("There are files where letters are kept. Name an empty place in LETTERS_STORAGE.")
