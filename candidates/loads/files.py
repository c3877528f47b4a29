"""What was sent, and the lists of the preview: sealed in the storage "loads", a folder for each job.

The storage knows folders by a random name, never by what was sent.
"""

import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from candidates.loading import SentFiles
from candidates.models import LoadJob
from results_portal import installation
from results_portal.crypto.sealed_files import SealedFiles

SEALED = SealedFiles(alias="loads", purpose="loads")
LONGEST_NAME = 100
# A file that no job names may belong to one that is just being made.
SPARED = timedelta(hours=1)


def keep(files: Sequence[tuple[str, bytes]]) -> list[dict[str, Any]]:
    """Seal files under a folder of their own; gives back the name, bytes and place of each."""
    folder = secrets.token_hex(12)
    kept = []
    for number, (name, content) in enumerate(files, start=1):
        place = f"{folder}/{number}.sent"
        SEALED.write(place, [content])
        kept.append({"name": tidy_name(name), "bytes": len(content), "place": place})
    return kept


def tidy_name(name: str) -> str:
    """A file's name as pages and messages show it: printable, and not too long. Its ending stays."""
    plain = "".join(sign for sign in name if unicodedata.category(sign)[0] not in "CZ" or sign == " ").strip()
    if len(plain) > LONGEST_NAME:
        plain = f"{plain[: LONGEST_NAME - 21]}…{plain[-20:]}"
    return plain or "file"


def sent_files(job: LoadJob) -> SentFiles:
    """The files of a job in plain bytes. Raises `CannotRead` where they are gone or damaged."""
    contents = {file["name"]: b"".join(SEALED.read(file["place"])) for file in job.files}
    return SentFiles(job.name, contents)


def folder_of(job: LoadJob) -> str:
    """The folder of a job's files."""
    return str(job.files[0]["place"]).partition("/")[0]


def places_of(job: LoadJob) -> list[str]:
    """Every place in the storage that a job names."""
    sent = [file["place"] for file in job.files if file["place"]]
    return [*sent, *(found["place"] for found in job.lists.values())]


def without_places(job: LoadJob) -> list[dict[str, Any]]:
    """The names and sizes of the files, once they are removed."""
    return [{**file, "place": ""} for file in job.files]


def remove_later(places: Iterable[str]) -> None:
    """Remove files when the transaction is committed. One that can't be removed then is an orphan."""
    gone = list(places)
    transaction.on_commit(lambda: remove(gone), robust=True)


def remove(places: Iterable[str]) -> None:
    """Remove files now. On hold they stay: they may be another installation's."""
    if not installation.may_act():
        return
    for place in places:
        SEALED.remove(place)


def remove_orphans() -> int:
    """Remove files that no job names, unless they were just written; returns how many. Raises `OnHold`."""
    installation.require_own()
    named = {place for job in LoadJob.objects.exclude(files=[]) for place in places_of(job)}
    gone = [place for place in SEALED.names() if place not in named and _is_old(place)]
    remove(gone)
    return len(gone)


def _is_old(place: str) -> bool:
    try:
        return SEALED.storage.get_modified_time(place) < timezone.now() - SPARED
    except OSError:
        return False


def lines_of(place: str) -> Iterator[bytes]:
    """The lines of a sealed list, one after the other."""
    rest = b""
    for piece in SEALED.read(place):
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        yield from lines
    if rest:
        yield rest
