"""Many rows that are read in the order in which they came, in little memory.

The first ones stay in memory. Where there are more, they go to a temporary file: encrypted under a key that exists in
memory only, without a name in any folder, gone with the process. Rows may hold results.
"""

import pickle
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from results_portal.crypto.encryption import NONCE_BYTES
from results_portal.crypto.stream import new_key

# So many rows are in memory at a time.
TOGETHER = 5000


class SealedRows[Row: tuple[Any, ...]]:
    """Rows to be added, counted, and read from the first on, as often as wanted.

    `make` gives back a row from its plain values, for rows that are more than tuples.
    """

    def __init__(self, make: Callable[[Any], Row], rows: Iterable[Row] = ()) -> None:
        self._make = make
        self._newest: list[Row] = []
        self._sizes: list[int] = []
        self._file: IO[bytes] | None = None
        self._cipher = AESGCM(new_key())
        self.extend(rows)

    def append(self, row: Row) -> None:
        """Add a row. Raises `OSError` when the disk is full."""
        if len(self._newest) >= TOGETHER:
            self._put_away()
        self._newest.append(row)

    def extend(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        for row in rows:
            self.append(row)

    def __len__(self) -> int:
        return len(self._sizes) * TOGETHER + len(self._newest)

    def __iter__(self) -> Iterator[Row]:
        place = 0
        for number, size in enumerate(self._sizes):
            for values in self._read(number, place, size):
                yield self._make(values)
            place += size
        yield from self._newest

    def _put_away(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=_folder())  # noqa: SIM115 - it lives as long as this object
            weakref.finalize(self, self._file.close)
        plain = pickle.dumps([tuple(row) for row in self._newest], protocol=pickle.HIGHEST_PROTOCOL)
        sealed = self._cipher.encrypt(_nonce(len(self._sizes)), plain, None)
        self._file.seek(0, 2)
        self._file.write(sealed)
        self._sizes.append(len(sealed))
        self._newest = []

    def _read(self, number: int, place: int, size: int) -> list[Any]:
        if self._file is None:
            return []
        self._file.seek(place)
        plain = self._cipher.decrypt(_nonce(number), self._file.read(size), None)
        # Our own bytes: they don't open unless this very process has sealed them.
        rows: list[Any] = pickle.loads(plain)  # noqa: S301
        return rows


def _nonce(number: int) -> bytes:
    """Each portion's own: it is sealed once."""
    return number.to_bytes(NONCE_BYTES, "big")


def _folder() -> Path:
    folder = Path(settings.STATE_DIR) / "tmp"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
