"""What stands beside a copy: its files with their digests, whose it is, and by which keys it can be opened."""

import json
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Self

from django.conf import settings

NAME = "manifest.json"
FORMAT = 1


class UnusableBackup(Exception):
    """The folder isn't a whole copy, or can't be put back here: says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`files` has each file's digest by its path; `keys` the fingerprints of `LETTERS_KEYS`, newest first."""

    made_at: str
    database: str
    keys: list[str]
    files: dict[str, str]
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write it into the folder."""
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of a folder. Raises `UnusableBackup`."""
        try:
            manifest = cls(**json.loads((folder / NAME).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as why:
            raise UnusableBackup(f"{folder} holds no backup: {NAME} is missing or damaged.") from why
        if manifest.format != FORMAT:
            raise UnusableBackup(f"{folder} was made by another release: use that one's restore.")
        return manifest

    def check_files(self, folder: Path) -> None:
        """Raise `UnusableBackup` for a file that is missing or was changed."""
        for name, digest in self.files.items():
            path = folder / name
            if not path.is_file():
                raise UnusableBackup(f"{name} is missing from the backup.")
            if digest_of(path) != digest:
                raise UnusableBackup(f"{name} was damaged since the backup was made.")

    def check_keys(self) -> None:
        """Raise `UnusableBackup` where none of the present keys opens it."""
        if not set(self.keys) & set(fingerprints()):
            raise UnusableBackup(
                "None of LETTERS_KEYS made this backup: no letter and no password in it could be opened. "
                f"It was made with {', '.join(self.keys)}."
            )


def fingerprints() -> list[str]:
    """By which `LETTERS_KEYS` can be told from others. They are random, so that nobody finds them from this."""
    return [
        sha256(b"fingerprint of a key for letters\0" + key.encode()).hexdigest()[:16] for key in settings.LETTERS_KEYS
    ]


def digest_of(path: Path) -> str:
    """SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
