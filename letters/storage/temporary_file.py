"""Holds a file that is drawn while somebody waits for it: encrypted, without a name, gone with the process.

The key exists in memory only, and the file has no entry in any folder: whatever happens, nothing readable is left. The
pieces keep memory small where a zip has thousands of letters.
"""

import secrets
import tempfile
from collections.abc import Iterator
from io import RawIOBase
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from letters.storage.encrypted_files import FILE_KEY_BYTES, PIECE, TAG_BYTES, drafts
from results_portal.crypto.encryption import NONCE_BYTES


class EncryptedTemporaryFile(RawIOBase):
    """A binary file that is written to, and then read once from its beginning with `pieces`."""

    def __init__(self) -> None:
        super().__init__()
        self.size = 0
        self._cipher = AESGCM(secrets.token_bytes(FILE_KEY_BYTES))
        self._waiting = bytearray()
        self._written = 0
        drafts().mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = tempfile.TemporaryFile(dir=drafts())  # noqa: SIM115 - closed when it was read

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        """How many bytes were written."""
        return self.size

    def write(self, data: Any) -> int:
        """Take all of `data`. Raises `OSError` when the disk is full."""
        given = memoryview(data).cast("B")
        self._waiting += given
        self.size += len(given)
        while len(self._waiting) >= PIECE:
            self._write_piece(bytes(self._waiting[:PIECE]))
            del self._waiting[:PIECE]
        return len(given)

    def close(self) -> None:
        """Let go of the file, and so of what is in it."""
        self._file.close()
        super().close()

    def pieces(self) -> Iterator[bytes]:
        """All that was written, in pieces; the file is gone once they were read, or once this is closed."""
        if self._waiting:
            self._write_piece(bytes(self._waiting))
            self._waiting.clear()
        self._file.seek(0)
        return _Pieces(self, self._plain())

    def _plain(self) -> Iterator[bytes]:
        for number in range(self._written):
            yield self._cipher.decrypt(_nonce(number), self._file.read(PIECE + TAG_BYTES), None)

    def _write_piece(self, plain: bytes) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._written), plain, None))
        self._written += 1


class _Pieces(Iterator[bytes]):
    """The pieces of a spool, which is closed when they end or when nobody wants them any more."""

    def __init__(self, spool: EncryptedTemporaryFile, plain: Iterator[bytes]) -> None:
        self._spool = spool
        self._plain = plain

    def __next__(self) -> bytes:
        try:
            return next(self._plain)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._spool.close()


def _nonce(number: int) -> bytes:
    return number.to_bytes(NONCE_BYTES, "big")
