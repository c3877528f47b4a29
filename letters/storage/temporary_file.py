"""Holds a file that is drawn while somebody waits for it: encrypted, without a name, gone with the process.

The key exists in memory only, and the file has no entry in any folder: whatever happens, nothing readable is left. The
pieces keep memory small where a zip has thousands of letters.
"""

import tempfile
from collections.abc import Iterator
from io import RawIOBase
from typing import Any

from letters.storage.drafts import drafts
from results_portal.crypto.stream import StreamEncryptor, decrypt_stream, new_key


class EncryptedTemporaryFile(RawIOBase):
    """A binary file that is written to, and then read once from its beginning with `pieces`."""

    def __init__(self) -> None:
        super().__init__()
        drafts().mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = tempfile.TemporaryFile(dir=drafts())  # noqa: SIM115 - closed when it was read
        self._key = new_key()
        self._encryptor = StreamEncryptor(self._key, write=self._write_sealed)

    @property
    def size(self) -> int:
        return self._encryptor.size

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        """How many bytes were written."""
        return self.size

    def write(self, data: Any) -> int:
        """Take all of `data`. Raises `OSError` when the disk is full."""
        return self._encryptor.update(data)

    def close(self) -> None:
        """Let go of the file, and so of what is in it."""
        self._file.close()
        super().close()

    def pieces(self) -> Iterator[bytes]:
        """All that was written, in pieces; the file is gone once they were read, or once this is closed."""
        self._encryptor.finish()
        self._file.seek(0)
        return _Pieces(self, decrypt_stream(self._file, self._key))

    def _write_sealed(self, sealed: bytes) -> None:
        self._file.write(sealed)


class _Pieces(Iterator[bytes]):
    """The pieces of a temporary file, which is closed when they end or when nobody wants them any more."""

    def __init__(self, file: EncryptedTemporaryFile, plain: Iterator[bytes]) -> None:
        self._file = file
        self._plain = plain

    def __next__(self) -> bytes:
        try:
            return next(self._plain)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._file.close()
