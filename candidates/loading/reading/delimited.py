"""From text to rows: commas, semicolons or tabs, whichever separates columns that are known.

Line numbers are those that an editor shows.
"""

import csv
import re
from collections.abc import Callable, Iterator
from itertools import islice

from candidates.loading.errors import Problem, UnreadableFile
from candidates.loading.reading.tables import RawRow, RawTable, Text, is_blank

DELIMITERS = (",", ";", "\t")
# Some spreadsheet programs write and read this as a first line.
SEPARATOR_LINE = re.compile(r'"?sep=(?P<delimiter>[,;\t|])"?[,;\t]*\s*', re.IGNORECASE)

KnownColumns = Callable[[list[str]], int]


class TextRows:
    """The rows below a header, taken from the text anew each time: a file's text is smaller than its rows."""

    def __init__(self, file: str, text: Text, delimiter: str, *, above: int) -> None:
        self._file, self._text, self._delimiter = file, text, delimiter
        self._above = above
        self._count = sum(1 for _ in self)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[RawRow]:
        return islice(_rows(self._file, self._text, self._delimiter), self._above, None)


def read_text(file: str, text: Text, *, known_columns: KnownColumns) -> RawTable:
    """The table in `text`, without rows that hold nothing; raises `UnreadableFile`.

    `known_columns` says how many cells of a header are columns of the table.
    """
    delimiter, skipped = _delimiter(text, known_columns)
    rows = _rows(file, text, delimiter)
    if skipped:
        next(rows, None)
    header = next(rows, None)
    if header is None:
        raise UnreadableFile(Problem(file, 1, "the file is empty, its header is missing"))
    return RawTable(file, header.number, header.cells, TextRows(file, text, delimiter, above=1 + skipped))


def _delimiter(text: Text, known_columns: KnownColumns) -> tuple[str, bool]:
    """What separates cells, and whether the first line says so and nothing else."""
    first = ""
    for line in text():
        first = line
        if line.strip():
            break
    said = SEPARATOR_LINE.fullmatch(first)
    if said:
        return said["delimiter"], True
    return max(DELIMITERS, key=lambda delimiter: known_columns(_cells(first, delimiter))), False


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _rows(file: str, text: Text, delimiter: str) -> Iterator[RawRow]:
    """Each row that isn't empty, with the line that it begins in, though cells may hold line ends."""
    reader = csv.reader(text(), delimiter=delimiter, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as why:
            raise UnreadableFile(Problem(file, begins, f"the line can't be read as CSV: {why}")) from None
        if cells is None:
            return
        if not is_blank(cells):
            yield RawRow(begins, cells)
