"""Keeps letters' files encrypted: written and read piece by piece, whole or absent, readable in their own place only.

A file begins with a mark and a key of its own, which is sealed with the installation's key and bound to the file's
name. An encrypted stream (`results_portal.crypto.stream`) follows, so a file that was cut short, reordered or put
under another name doesn't open. Plain text never touches a disk.
"""

import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import RawIOBase
from typing import Any, BinaryIO, cast

from letters.storage.drafts import discard_unfinished, new_draft, storage, unfinished
from results_portal.crypto.encryption import KEY_ID_BYTES, NONCE_BYTES, CannotOpen, seal, unseal
from results_portal.crypto.stream import (
    KEY_BYTES,
    TAG_BYTES,
    DamagedPiece,
    StreamEncryptor,
    decrypt_stream,
    new_key,
    plain_size,
)

logger = logging.getLogger(__name__)

MARK = b"CRSL\x01"
PURPOSE = "letters"
SEALED_KEY_BYTES = KEY_ID_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES
HEADER_BYTES = len(MARK) + SEALED_KEY_BYTES


class CannotRead(Exception):
    """A file of letters is missing, damaged, or was made with a key that is no longer listed."""


def new_name(*, batch: int, fence: int, kind: str) -> str:
    """A name that nobody else uses: a folder for the batch, and the holder's fence in front of the file's name."""
    return f"{batch}/{fence}-{secrets.token_hex(8)}.{kind}.sealed"


class Writer(RawIOBase):
    """A binary file that is only written to, piece by piece into an encrypted draft, until `keep` or `discard`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        key = new_key()
        self._encryptor = StreamEncryptor(key, write=self._write_sealed)
        self._draft = new_draft(name)
        # The header is written together with the first piece, so that making a writer fills no disk.
        self._header = MARK + seal(key, purpose=PURPOSE, context=name.encode())

    @property
    def size(self) -> int:
        return self._encryptor.size

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        """How many bytes were written."""
        return self.size

    def write(self, data: Any) -> int:
        """Take all of `data`. Raises `OSError` when the disk is full, `ValueError` when the file was closed."""
        self._checkClosed()
        return self._encryptor.update(data)

    def keep(self) -> None:
        """Finish the file and hand it to the storage, which from now on has the whole of it under `name`."""
        self._encryptor.finish()
        self.close()
        self._draft.keep()

    def discard(self) -> None:
        """Leave neither the draft nor what was kept; where that can't be done now, housekeeping does it."""
        self._encryptor.forget()
        self.close()
        for leave in (self._draft.discard, partial(remove, self.name)):
            try:
                leave()
            except OSError:
                logger.warning("the file %s could not be removed now", self.name, exc_info=True)

    def _write_sealed(self, sealed: bytes) -> None:
        self._draft.write(self._header + sealed)
        self._header = b""


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
        size = plain_size(storage().size(name) - HEADER_BYTES)
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
        key = _key(file.read(HEADER_BYTES), name)
        try:
            yield from decrypt_stream(file, key)
        except DamagedPiece as why:
            raise CannotRead(f"the file {name} is {why}") from why


def _key(header: bytes, name: str) -> bytes:
    _check(header, name)
    try:
        return unseal(header[len(MARK) :], purpose=PURPOSE, context=name.encode())
    except CannotOpen as why:
        raise CannotRead(f"the file {name}: {why}") from why


def _check(header: bytes, name: str) -> None:
    if len(header) != HEADER_BYTES or not header.startswith(MARK):
        raise CannotRead(f"the file {name} is damaged at its beginning")


def remove(name: str) -> None:
    """Delete the file; nothing happens where it is gone already."""
    storage().delete(name)


def discard_leftovers(*, batch: int, before_fence: int) -> None:
    """Remove what earlier holders of the batch left: drafts and files of fences before this one. Raises `OSError`."""
    for name in unfinished(batch):
        if fence_of(name) < before_fence:
            discard_unfinished(name)
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


def batch_of(name: str) -> int:
    """The batch that the file of this name was made for."""
    return int(name.partition("/")[0])


def fence_of(name: str) -> int:
    """The fence of the worker that made the file of this name."""
    return int(name.partition("/")[2].partition("-")[0])
