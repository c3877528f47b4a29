"""The table of faults, as it is printed and as it stands in the documentation."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
_HEAD = "| fault | what was done | what was seen | seconds until all was well |\n|---|---|---|---|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fault, and which rules didn't hold."""

    name: str
    injected: str
    seen: str
    seconds: float
    broken: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def printed(rows: Sequence[Row]) -> str:
    lines = [f"| {row.name} | {row.injected} | {row.seen} | {row.seconds:.1f} |" for row in rows]
    return "\n".join([_HEAD, *lines])


def write(file: Path, rows: Sequence[Row]) -> None:
    """Put the table into the place of the one before. Raises `ValueError` where the file has no place for it."""
    text = file.read_text()
    place = re.compile(f"{BEGIN}.*?{END}", re.DOTALL)
    if not place.search(text):
        raise ValueError(f"{file} has no {BEGIN}")
    file.write_text(place.sub(lambda _: f"{BEGIN}\n{printed(rows)}\n{END}", text))
