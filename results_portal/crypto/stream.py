"""Encrypts what is too big for memory: a stream of pieces, each sealed with AES-256-GCM under a key of its own stream.

The nonce is the piece's place and whether it is the last one, so a stream that was cut short, or whose pieces were put
in another order, doesn't open. A key encrypts one stream only, so no nonce is ever used twice.
"""

import secrets
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from results_portal.crypto.encryption import NONCE_BYTES

PIECE_BYTES = 64 * 1024
TAG_BYTES = 16
KEY_BYTES = 32
SEALED_PIECE_BYTES = PIECE_BYTES + TAG_BYTES


class DamagedPiece(Exception):
    """A piece is damaged, missing, or not in its place. `number` counts from 0."""

    def __init__(self, number: int) -> None:
        super().__init__(f"damaged at piece {number}")
        self.number = number


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


class StreamEncryptor:
    """Takes plain bytes in portions of any size and hands sealed pieces to `write`."""

    def __init__(self, key: bytes, *, write: Callable[[bytes], None]) -> None:
        self.size = 0
        self._cipher = AESGCM(key)
        self._write = write
        self._waiting = bytearray()
        self._pieces = 0

    def update(self, data: Any) -> int:
        """Take all of `data`; returns how many bytes that were. Raises whatever `write` raises."""
        given = memoryview(data).cast("B")
        self._waiting += given
        self.size += len(given)
        # One piece always stays back, for the last one is marked as such.
        while len(self._waiting) > PIECE_BYTES:
            self._seal(bytes(self._waiting[:PIECE_BYTES]), last=False)
            del self._waiting[:PIECE_BYTES]
        return len(given)

    def finish(self) -> None:
        """Seal the last piece, an empty one if nothing was given."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def forget(self) -> None:
        """Drop what wasn't sealed yet."""
        self._waiting.clear()

    def _seal(self, plain: bytes, *, last: bool) -> None:
        self._write(self._cipher.encrypt(_nonce(self._pieces, last=last), plain, None))
        self._pieces += 1


def decrypt_stream(file: BinaryIO, key: bytes) -> Iterator[bytes]:
    """The plain pieces of the stream that begins at the file's position. Raises `DamagedPiece` when it comes to one."""
    cipher = AESGCM(key)
    number = 0
    sealed = file.read(SEALED_PIECE_BYTES)
    while True:
        following = file.read(SEALED_PIECE_BYTES)
        try:
            plain = cipher.decrypt(_nonce(number, last=not following), sealed, None)
        except (InvalidTag, ValueError) as why:
            raise DamagedPiece(number) from why
        yield plain
        if not following:
            return
        sealed = following
        number += 1


def plain_size(sealed_size: int) -> int:
    """How many plain bytes a stream of `sealed_size` bytes holds."""
    pieces = max(1, -(-sealed_size // SEALED_PIECE_BYTES))
    return max(0, sealed_size - pieces * TAG_BYTES)


def _nonce(number: int, *, last: bool) -> bytes:
    end = b"\x01" if last else b"\x00"
    return number.to_bytes(NONCE_BYTES - 1, "big") + end
