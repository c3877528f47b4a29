"""What the page of a load shows, as plain frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from candidates.loading.options import (
    KEEP_MISSING,
    NEW_SERIES,
    OPEN_RELEASES,
    REVERT_CORRECTIONS,
    WITHDRAW_MISSING,
)
from candidates.loads.lists import HEADINGS, TITLES, rows_of
from candidates.models import LoadJob
from results_portal.crypto.sealed_files import CannotRead

SHOWN_FIRST = 10
LONGEST_CELL = 200
NOTHING: Mapping[str, Any] = {}
# How the command calls what the form calls otherwise.
WORDS = {
    OPEN_RELEASES: "Open releases, or bring them forward",
    NEW_SERIES: "Add series",
    WITHDRAW_MISSING: "Withdraw what the files lack, or keep it",
    KEEP_MISSING: "Keep what the files lack",
    REVERT_CORRECTIONS: "Overwrite later corrections, and take files that are older than the last load",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """A row of a list: its first cell is its heading."""

    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownList:
    """A list of a preview: how long it is, and some of its rows."""

    which: str
    title: str
    count: int
    headings: tuple[str, ...]
    rows: tuple[ShownRow, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNeed:
    """What has to be asked for by name, why, and what it would do."""

    word: str
    reason: str
    lines: tuple[str, ...]


def lists_of(job: LoadJob) -> list[ShownList]:
    """The beginning of each list that has rows."""
    return [
        shown_list(job, which, count=SHOWN_FIRST) for which in HEADINGS if job.lists.get(which, NOTHING).get("rows")
    ]


def shown_list(job: LoadJob, which: str, *, start: int = 0, count: int) -> ShownList:
    """Some rows of a list. A file that can't be read any more has none."""
    found = job.lists[which]
    try:
        rows = list(rows_of(found["place"], start=start, count=count))
    except CannotRead:
        rows = []
    headings = HEADINGS[which]
    return ShownList(
        which=which,
        title=TITLES[which],
        count=found["rows"],
        headings=headings,
        rows=tuple(
            ShownRow(cells=tuple((heading, _short(cell)) for heading, cell in zip(headings, row, strict=True)))
            for row in rows
        ),
    )


def needs_of(job: LoadJob) -> list[ShownNeed]:
    """What the load needs a word for, in the words of the form."""
    return [
        ShownNeed(word=WORDS[need["word"]], reason=_plain(need["reason"]), lines=tuple(need["lines"]))
        for need in job.summary.get("needs", ())
    ]


def _plain(text: str) -> str:
    for word, instead in WORDS.items():
        text = text.replace(f"{word} ", f"“{instead}” ")
    return text


def _short(text: str) -> str:
    if len(text) > LONGEST_CELL:
        return f"{text[:LONGEST_CELL]}…"
    return text
