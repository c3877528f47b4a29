"""From a file to its rows: bytes, UTF-8, CSV, header. Line numbers are those that an editor shows."""

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from candidates.loading.errors import Problem, quoted


class UnreadableFile(Exception):
    """The file can't be read further. `problems` says why; what it holds after that stays unknown."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(*map(str, problems))


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the line that it begins in and its cells by column; `misfit` says so if their number is wrong."""

    number: int
    cells: dict[str, str]
    misfit: str = ""


def read_lines(path: Path, *, required: Collection[str], optional: Collection[str] = ()) -> Iterator[Line]:
    """The file's rows after its header, empty lines left out; raises `UnreadableFile`.

    Takes UTF-8 with or without a byte order mark, and every kind of line end. The columns may come in any order.
    """
    rows = _rows(path.name, _text(path))
    first = next(rows, None)
    if first is None:
        raise UnreadableFile(Problem(path.name, 1, "the file is empty, its header is missing"))
    line, header = first
    wrong = [Problem(path.name, line, text) for text in _wrong_columns(header, required, optional)]
    if wrong:
        raise UnreadableFile(*wrong)
    for number, cells in rows:
        if len(cells) == len(header):
            yield Line(number, dict(zip(header, cells, strict=True)))
        else:
            yield Line(number, {}, f"the number of cells is {len(cells):,}, the header's is {len(header)}")


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(Problem(path.name, 1, "the file is missing")) from None
    except OSError as why:
        raise UnreadableFile(Problem(path.name, 1, f"the file can't be read: {why.strerror}")) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        # A byte order mark, which the decoder has taken off, holds no line end.
        before = why.object[: why.start].decode("utf-8", "replace")
        line = sum(1 for _ in io.StringIO(f"{before}.", newline=""))
        byte = f"0x{why.object[why.start]:02X}"
        raise UnreadableFile(Problem(path.name, line, f"the file isn't UTF-8 text: byte {byte}")) from None


def _rows(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that isn't empty, with the line that it begins in, though cells may hold line ends."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as why:
            raise UnreadableFile(Problem(name, begins, f"the line can't be read as CSV: {why}")) from None
        if cells is None:
            return
        if cells:
            yield begins, cells


def _wrong_columns(header: list[str], required: Collection[str], optional: Collection[str]) -> Iterator[str]:
    for column in required:
        if column not in header:
            yield f"the column {column} is missing"
    for position, column in enumerate(header):
        if column not in {*required, *optional}:
            yield f"unknown column {quoted(column)}"
        elif column in header[:position]:
            yield f"the column {column} is there twice"
