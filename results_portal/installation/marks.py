"""The installation's mark in the letters' storage: a small file whose name has the identity and the epoch.

Each epoch has a file of its own, so that of two processes that write at once none undoes the other's: the highest
counts. Files of earlier epochs are removed afterwards.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

FOLDER = "installation"
# Stands in the place of an identity where a backup was restored into the storage.
RESTORED = "restored"
NAME = re.compile(rf"([0-9a-f]{{32}}|{RESTORED})\.([0-9]{{1,18}})")
CONTENT = b"This storage belongs to one installation of the Candidate Results Service. Leave this file as it is.\n"


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose storage it is, and as of when."""

    identity: str
    epoch: int

    @property
    def name(self) -> str:
        return f"{FOLDER}/{self.identity}.{self.epoch}"


def storage() -> Storage:
    """Where the marks are: beside the letters."""
    return storages["letters"]


def found() -> list[Mark]:
    """The marks in the storage. Raises `OSError` where it can't be reached."""
    try:
        files = storage().listdir(FOLDER)[1]
    except FileNotFoundError:
        return []
    named = [NAME.fullmatch(file) for file in files]
    return [Mark(match[1], int(match[2])) for match in named if match]


def write(mark: Mark) -> None:
    """Have the mark be there. Raises `OSError`."""
    storage().save(mark.name, ContentFile(CONTENT))


def remove(marks: Iterable[Mark]) -> None:
    """Take marks away. Raises `OSError`."""
    for mark in marks:
        storage().delete(mark.name)
