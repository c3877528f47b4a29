"""Keeps letters' files encrypted: written and read piece by piece, whole or absent, readable in their own place only.

A file begins with a mark and a key of its own, which is sealed with the installation's key and bound to the file's
name. Its pieces follow, each encrypted with AES-256-GCM; the nonce is the piece's place and whether it is the last
one, so a file that was cut short, reordered or put under another name doesn't open. Plain text never touches a disk.
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages

from results_portal.crypto.encryption import KEY_ID_BYTES, NONCE_BYTES, CannotOpen, seal, unseal

MARK = b"CRSL\x01"
PURPOSE = "letters"
PIECE = 64 * 1024
TAG_BYTES = 16
FILE_KEY_BYTES = 32
SEALED_KEY_BYTES = KEY_ID_BYTES + NONCE_BYTES + FILE_KEY_BYTES + TAG_BYTES
HEADER_BYTES = len(MARK) + SEALED_KEY_BYTES
# Stands for the folder's slash in the name of a draft.
BESIDE = "+"


class CannotRead(Exception):
    """A file of letters is missing, damaged, or was made with a key that is no longer listed."""


def storage() -> Storage:
    """Where the files lie: the storage that the settings call "letters"."""
    return storages["letters"]


def drafts() -> Path:
    """The folder for files that are still being written. On the file system of the state directory, for moving them."""
    return Path(settings.STATE_DIR) / "drafts"


def new_name(*, batch: int, fence: int, kind: str) -> str:
    """A name that nobody else uses: a folder for the batch, and the holder's fence in front of the file's name."""
    return f"{batch}/{fence}-{secrets.token_hex(8)}.{kind}.sealed"


class Writer(RawIOBase):
    """A binary file that is only written to, piece by piece into an encrypted draft, until `keep` or `discard`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.size = 0
        drafts().mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = drafts() / name.replace("/", BESIDE)
        key = secrets.token_bytes(FILE_KEY_BYTES)
        self._cipher = AESGCM(key)
        self._waiting = bytearray()
        self._pieces = 0
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        # Unbuffered, so that closing never writes: a full disk is met while writing and nowhere else.
        self._file = os.fdopen(descriptor, "wb", buffering=0)
        # The header is written together with the first piece, so that making a writer fills no disk.
        self._header = MARK + seal(key, purpose=PURPOSE, context=name.encode())

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        """How many bytes were written."""
        return self.size

    def write(self, data: Any) -> int:
        """Take all of `data`. Raises `OSError` when the disk is full, `ValueError` when the file was closed."""
        self._checkClosed()
        given = memoryview(data).cast("B")
        self._waiting += given
        self.size += len(given)
        # One piece always stays back, for the last one is marked as such.
        while len(self._waiting) > PIECE:
            self._write_piece(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(given)

    def keep(self) -> None:
        """Finish the file and hand it to the storage, which from now on has the whole of it under `name`."""
        self._write_piece(bytes(self._waiting), last=True)
        self._waiting.clear()
        os.fsync(self._file.fileno())
        self._file.close()
        self.close()
        with _Draft(self._path) as draft:
            kept = storage().save(self.name, draft)
        if kept != self.name:
            raise FileExistsError(f"the storage has a file {self.name} already")
        self._path.unlink(missing_ok=True)
        _sync_folder(self.name)

    def discard(self) -> None:
        """Leave nothing behind, neither the draft nor what was kept."""
        self._waiting.clear()
        self._file.close()
        self.close()
        self._path.unlink(missing_ok=True)
        remove(self.name)

    def _write_piece(self, plain: bytes, *, last: bool) -> None:
        if self._pieces == 0:
            self._write_all(self._header)
        self._write_all(self._cipher.encrypt(_nonce(self._pieces, last=last), plain, None))
        self._pieces += 1

    def _write_all(self, sealed: bytes) -> None:
        rest = memoryview(sealed)
        while rest:
            rest = rest[self._file.write(rest) :]


class _Draft(File):  # type: ignore[type-arg]
    """Tells a storage on the same disk that the file can be moved instead of copied."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self._path = path

    def temporary_file_path(self) -> str:
        return str(self._path)


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file ready to be read once: its size in plain bytes, and its pieces."""

    size: int
    pieces: Iterator[bytes]


def read(name: str) -> OpenFile:
    """Open the file. Its key and its first piece are checked at once; the others while they are read.

    Raises `CannotRead`, and so does reading on where the file turns out to be damaged.
    """
    try:
        file = cast("BinaryIO", storage().open(name, "rb"))
    except OSError as why:
        raise CannotRead(f"the file {name} can't be opened") from why
    pieces = _pieces(file, name)
    try:
        size = _plain_size(storage().size(name))
        first = next(pieces)
    except BaseException:
        pieces.close()
        file.close()
        raise
    return OpenFile(size, _Pieces(first, pieces))


def key_of(name: str) -> bytes:
    """The identity of the installation's key with which the file was made. Raises `CannotRead`."""
    try:
        with storage().open(name, "rb") as file:
            header = bytes(file.read(HEADER_BYTES))
    except OSError as why:
        raise CannotRead(f"the file {name} can't be opened") from why
    _check(header, name)
    return header[len(MARK) : len(MARK) + KEY_ID_BYTES]


class _Pieces(Iterator[bytes]):
    """The first piece, which was read already, and the rest; closing it closes the file."""

    def __init__(self, first: bytes, rest: Any) -> None:
        self._first: bytes | None = first
        self._rest = rest

    def __next__(self) -> bytes:
        if self._first is None:
            return cast("bytes", next(self._rest))
        first, self._first = self._first, None
        return first

    def close(self) -> None:
        self._rest.close()


def _pieces(file: BinaryIO, name: str) -> Any:
    with file:
        cipher = _cipher(file.read(HEADER_BYTES), name)
        number = 0
        sealed = file.read(PIECE + TAG_BYTES)
        while True:
            following = file.read(PIECE + TAG_BYTES)
            yield _opened(cipher, sealed, number, name, last=not following)
            if not following:
                return
            sealed, number = following, number + 1


def _cipher(header: bytes, name: str) -> AESGCM:
    _check(header, name)
    try:
        return AESGCM(unseal(header[len(MARK) :], purpose=PURPOSE, context=name.encode()))
    except CannotOpen as why:
        raise CannotRead(f"the file {name}: {why}") from why


def _check(header: bytes, name: str) -> None:
    if len(header) != HEADER_BYTES or not header.startswith(MARK):
        raise CannotRead(f"the file {name} is damaged at its beginning")


def _opened(cipher: AESGCM, sealed: bytes, number: int, name: str, *, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(number, last=last), sealed, None)
    except (InvalidTag, ValueError) as why:
        raise CannotRead(f"the file {name} is damaged at piece {number}") from why


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(NONCE_BYTES - 1, "big") + (b"\x01" if last else b"\x00")


def _plain_size(sealed_size: int) -> int:
    body = sealed_size - HEADER_BYTES
    pieces = max(1, -(-body // (PIECE + TAG_BYTES)))
    return max(0, body - pieces * TAG_BYTES)


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


def remove(name: str) -> None:
    """Delete the file; nothing happens where it is gone already."""
    storage().delete(name)


def discard_leftovers(*, batch: int, before_fence: int) -> None:
    """Remove what earlier holders of the batch left: drafts and files of fences before this one."""
    for draft in drafts_of(batch):
        if fence_of(draft.name) < before_fence:
            draft.unlink(missing_ok=True)
    for name in files_of(batch):
        if fence_of(name) < before_fence:
            remove(name)


def batches_with_files() -> list[int]:
    """The batches for which the storage has a folder."""
    try:
        return [int(folder) for folder in storage().listdir("")[0] if folder.isdecimal()]
    except FileNotFoundError:
        return []


def files_of(batch: int) -> list[str]:
    """The names of all files that the storage has for the batch."""
    try:
        return [f"{batch}/{file}" for file in storage().listdir(str(batch))[1]]
    except FileNotFoundError:
        return []


def drafts_of(batch: int | None = None) -> list[Path]:
    """The drafts of one batch, or of all."""
    return list(drafts().glob("[0-9]*.sealed" if batch is None else f"{batch}{BESIDE}*.sealed"))


def batch_of(name: str) -> int:
    """The batch that the file or draft of this name was made for."""
    return int(name.replace(BESIDE, "/").partition("/")[0])


def fence_of(name: str) -> int:
    """The fence of the worker that made the file or draft of this name."""
    return int(name.replace(BESIDE, "/").partition("/")[2].partition("-")[0])
