"""From text to rows: commas, semicolons or tabs, whichever separates columns that are known.

Line numbers are those that an editor shows.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator

from candidates.loading.errors import Problem, UnreadableFile
from candidates.loading.reading.tables import RawRow, RawTable, is_blank

DELIMITERS = (",", ";", "\t")
# Some spreadsheet programs write and read this as a first line.
SEPARATOR_LINE = re.compile(r'"?sep=(?P<delimiter>[,;\t|])"?[,;\t]*\s*', re.IGNORECASE)

KnownColumns = Callable[[list[str]], int]


def read_text(file: str, text: str, *, known_columns: KnownColumns) -> RawTable:
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
    return RawTable(file, header.number, header.cells, list(rows))


def _delimiter(text: str, known_columns: KnownColumns) -> tuple[str, bool]:
    """What separates cells, and whether the first line says so and nothing else."""
    first = ""
    for line in io.StringIO(text, newline=""):
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


def _rows(file: str, text: str, delimiter: str) -> Iterator[RawRow]:
    """Each row that isn't empty, with the line that it begins in, though cells may hold line ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
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
