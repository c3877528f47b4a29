"""Files that are still being written: in a folder where the storage is a disk, else as parts in object storage."""

import os
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages

# Stands for the folder's slash in the name of a draft on a disk.
BESIDE = "+"


class Draft(Protocol):
    """Takes sealed bytes, and is then kept under its name or discarded."""

    def write(self, data: bytes) -> None: ...

    def keep(self) -> None: ...

    def discard(self) -> None: ...


def storage() -> Storage:
    """Where the files lie: the storage that the settings call "letters"."""
    return storages["letters"]


def new_draft(name: str) -> Draft:
    """A draft of the file of this name. Only a storage without a disk begins files itself."""
    begin: Any = getattr(storage(), "begin", None)
    draft: Draft = DraftOnDisk(name) if begin is None else begin(name)
    return draft


def drafts() -> Path:
    """The folder for files that are still being written. On the file system of the state directory, for moving them."""
    return Path(settings.STATE_DIR) / "drafts"


def drafts_of(batch: int | None = None) -> list[Path]:
    """The drafts on this disk of one batch, or of all."""
    return list(drafts().glob("[0-9]*.sealed" if batch is None else f"{batch}{BESIDE}*.sealed"))


def unfinished(batch: int | None = None) -> list[str]:
    """The names of the files of one batch, or of all, that are being written to this disk, or were left unfinished.

    Object storage removes such parts by a rule of the bucket's.
    """
    return [path.name.replace(BESIDE, "/") for path in drafts_of(batch)]


def discard_unfinished(name: str) -> None:
    """Remove what was written to this disk of the file of this name; nothing happens where it is gone already."""
    (drafts() / name.replace("/", BESIDE)).unlink(missing_ok=True)


class DraftOnDisk:
    """A draft in a folder of its own, which is moved to its place."""

    def __init__(self, name: str) -> None:
        drafts().mkdir(parents=True, exist_ok=True, mode=0o700)
        self._name = name
        self._path = drafts() / name.replace("/", BESIDE)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        # Unbuffered, so that closing never writes: a full disk is met while writing and nowhere else.
        self._file = os.fdopen(descriptor, "wb", buffering=0)

    def write(self, data: bytes) -> None:
        """Take all of `data`. Raises `OSError` when the disk is full."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]

    def keep(self) -> None:
        """Have the file be there, durably. Raises `OSError`."""
        os.fsync(self._file.fileno())
        self._file.close()
        with _Movable(self._path) as draft:
            kept = storage().save(self._name, draft)
        if kept != self._name:
            raise FileExistsError(f"the storage has a file {self._name} already")
        self._path.unlink(missing_ok=True)
        _sync_folder(self._name)

    def discard(self) -> None:
        """Leave nothing of the draft."""
        self._file.close()
        self._path.unlink(missing_ok=True)


class _Movable(File):  # type: ignore[type-arg]
    """Tells a storage on the same disk that the file can be moved instead of copied."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self._path = path

    def temporary_file_path(self) -> str:
        return str(self._path)


def _sync_folder(name: str) -> None:
    """Make the file's name itself durable, where the storage is a folder."""
    try:
        folder = Path(storage().path(name)).parent
    except NotImplementedError:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
