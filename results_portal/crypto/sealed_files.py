"""Files in a storage that nobody reads without the installation's keys, each written once and read piece by piece.

A file begins with a key of its own, sealed with the installation's key and bound to the file's name; an encrypted
stream follows. One that was cut short or put under another name doesn't open. Plain text never touches a disk.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Any, cast

from django.core.files import File
from django.core.files.storage import Storage, storages

from results_portal.crypto.encryption import KEY_ID_BYTES, NONCE_BYTES, CannotOpen, seal, unseal
from results_portal.crypto.stream import (
    KEY_BYTES,
    TAG_BYTES,
    DamagedPiece,
    StreamEncryptor,
    decrypt_stream,
    new_key,
)

HEADER_BYTES = KEY_ID_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES
PORTION = 1024 * 1024


class CannotRead(Exception):
    """The file is missing, damaged, or was made with a key that is no longer listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFiles:
    """The files of one storage (its alias in the settings), sealed for one purpose."""

    alias: str
    purpose: str

    @property
    def storage(self) -> Storage:
        return storages[self.alias]

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a new file. Whoever is killed meanwhile leaves one that doesn't open."""
        kept = self.storage.save(name, _Sealed(name, self._sealed(name, pieces)))
        if kept != name:
            self.storage.delete(kept)
            raise FileExistsError(f"the storage has a file {name} already")

    def read(self, name: str) -> Iterator[bytes]:
        """The plain pieces. Raises `CannotRead`, at once or when it comes to what is damaged."""
        try:
            file = self.storage.open(name, "rb")
        except OSError as why:
            raise CannotRead(f"the file {name} can't be opened") from why
        with file:
            try:
                key = unseal(file.read(HEADER_BYTES), purpose=self.purpose, context=name.encode())
                yield from decrypt_stream(cast("Any", file), key)
            except (CannotOpen, DamagedPiece) as why:
                raise CannotRead(f"the file {name}: {why}") from why

    def remove(self, name: str) -> None:
        """Delete the file; nothing happens where it is gone already."""
        self.storage.delete(name)

    def names(self) -> list[str]:
        """Every file, each in its folder."""
        try:
            folders, _ = self.storage.listdir("")
            return [f"{folder}/{file}" for folder in folders for file in self.storage.listdir(folder)[1]]
        except FileNotFoundError:
            return []

    def _sealed(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        key = new_key()
        ready: list[bytes] = [seal(key, purpose=self.purpose, context=name.encode())]
        encryptor = StreamEncryptor(key, write=ready.append)
        for piece in pieces:
            for start in range(0, len(piece), PORTION):
                encryptor.update(piece[start : start + PORTION])
                yield from ready
                ready.clear()
        encryptor.finish()
        yield from ready


class _Sealed(File):  # type: ignore[type-arg]
    """Sealed pieces as a file that a storage saves."""

    def __init__(self, name: str, pieces: Iterator[bytes]) -> None:
        super().__init__(None, name=name)
        self._pieces = pieces

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Some pieces at a time: each write is one call of the system."""
        for some in batched(self._pieces, 16):
            yield b"".join(some)

    def seekable(self) -> bool:
        return False
