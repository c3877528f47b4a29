"""Tables as they were found in files: text alone, not yet understood."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

# Gives the text of a file from its beginning, line by line, each time that it is called.
Text = Callable[[], Iterable[str]]


class RawRow(NamedTuple):
    """A row that isn't empty: the line that it begins in, from 1, and its cells."""

    number: int
    cells: list[str]


class RawRows(Protocol):
    """Rows that may be gone through as often as wanted. They need not be in memory."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[RawRow]: ...


@dataclass(frozen=True, slots=True)
class RawTable:
    """A header with its line number, and the rows below it. `file` is what messages call the file."""

    file: str
    header_line: int
    header: list[str]
    rows: RawRows


def is_blank(cells: list[str]) -> bool:
    """Whether no cell holds anything but space."""
    return not "".join(cells).strip()
