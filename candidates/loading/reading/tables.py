"""Tables as they were found in files: text alone, not yet understood."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row that isn't empty: the line that it begins in, from 1, and its cells."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A header with its line number, and the rows below it. `file` is what messages call the file."""

    file: str
    header_line: int
    header: list[str]
    rows: list[RawRow]


def is_blank(cells: list[str]) -> bool:
    """Whether no cell holds anything but space."""
    return not any(cell.strip() for cell in cells)
