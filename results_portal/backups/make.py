"""Making a copy: first the database, then the letters that it names, both as they are kept, so encrypted."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.storage import storages
from django.db import connection

from results_portal.backups import dumps
from results_portal.backups.manifest import NAME, Manifest, digest_of, fingerprints
from results_portal.installation import marks

LETTERS = "letters"
TIME = "%Y-%m-%dT%H%M%SZ"
UNFINISHED = ".part"


def make(folder: Path) -> Path:
    """Write a copy into a new folder below `folder`, and return that. What isn't whole has no name of a copy.

    Raises `UnusableBackup` where the database can't be read, and `OSError` where a file can't be read or written.
    """
    made_at = datetime.now(UTC)
    finished = folder / f"{made_at:{TIME}}"
    unfinished = finished.with_name(f"{finished.name}{UNFINISHED}")
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        files = [dumps.dump(unfinished), *_copy_letters(unfinished)]
        manifest = Manifest(
            made_at=made_at.isoformat(timespec="seconds"),
            database=connection.vendor,
            keys=fingerprints(),
            files={name: digest_of(unfinished / name) for name in files},
        )
        manifest.write(unfinished)
        unfinished.rename(finished)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return finished


def remove_all_but(count: int, folder: Path) -> list[Path]:
    """Remove the oldest copies, so that `count` stay; those that were removed."""
    whole = sorted(each for each in folder.iterdir() if (each / NAME).is_file() and _is_copy(each))
    old = whole[:-count]
    for each in old:
        shutil.rmtree(each)
    return old


def _is_copy(folder: Path) -> bool:
    try:
        datetime.strptime(folder.name, TIME).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def _copy_letters(folder: Path) -> Iterator[str]:
    storage = storages[LETTERS]
    for name in _names(""):
        target = folder / LETTERS / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with storage.open(name) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy, 1024 * 1024)
        except FileNotFoundError:
            # Replaced by newer letters meanwhile.
            target.unlink(missing_ok=True)
            continue
        yield f"{LETTERS}/{name}"


def _names(folder: str) -> Iterator[str]:
    """All files of the letters' storage but the installation's marks, which say whose that storage is."""
    try:
        folders, files = storages[LETTERS].listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        yield f"{folder}{file}"
    for each in folders:
        if f"{folder}{each}" != marks.FOLDER:
            yield from _names(f"{folder}{each}/")
