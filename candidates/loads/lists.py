"""The lists of a preview: what is new, changed, unchanged, missing, kept or refused, a row for each.

They hold names and grades, so they lie sealed beside the files, and are read a page at a time.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched, islice

from candidates.loads.files import SEALED, lines_of
from results_portal.crypto.sealed_files import CannotRead
from results_portal.text.csv_cells import MARK, csv_lines

Cells = Sequence[str]

HEADINGS: dict[str, tuple[str, ...]] = {
    "refused": ("File", "Line", "Field", "Reason", "What to do"),
    "changed": ("File", "Line", "What", "Old", "New", "Released already"),
    "new": ("File", "Line", "What", "Says"),
    "missing": ("Table", "What", "Says now", "What happens"),
    "kept": ("File", "Line", "What", "Field", "Stays", "The file says", "Why"),
    "unchanged": ("File", "Line", "What"),
}
TITLES = {
    "refused": "Refused",
    "changed": "Changed",
    "new": "New",
    "missing": "Missing from the files",
    "kept": "Kept as it is",
    "unchanged": "Unchanged",
}
LINES_TOGETHER = 1000


def write_list(place: str, rows: Iterable[Cells]) -> int:
    """Seal the rows at `place`, and count them."""
    count = 0

    def pieces() -> Iterator[bytes]:
        nonlocal count
        for some in batched(rows, LINES_TOGETHER):
            count += len(some)
            yield "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in some).encode(
                "utf-8", "backslashreplace"
            )

    SEALED.write(place, pieces())
    return count


def rows_of(place: str, *, start: int = 0, count: int | None = None) -> Iterator[list[str]]:
    """The rows from `start` on, `count` of them or all. Raises `CannotRead`."""
    stop = None
    if count is not None:
        stop = start + count
    for line in islice(lines_of(place), start, stop):
        yield json.loads(line)


def is_readable(place: str) -> bool:
    """Whether the list can be opened."""
    try:
        next(rows_of(place), None)
    except CannotRead:
        return False
    return True


def as_csv(which: str, place: str) -> Iterator[bytes]:
    """A list as a CSV file that no spreadsheet runs, with the mark by which Excel knows UTF-8."""
    yield MARK.encode()
    yield _lines([HEADINGS[which]])
    for some in batched(rows_of(place), LINES_TOGETHER):
        yield _lines(some)


def _lines(rows: Iterable[Cells]) -> bytes:
    return csv_lines(rows).encode("utf-8", "backslashreplace")
