"""The optional `extract.csv`: which extract this is, when it was made, and how many rows each file has.

One row below its header: `number`, `made_at` (an instant with its zone), and a column for each table whose rows were
counted, such as `results`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from candidates.loading import schema
from candidates.loading.errors import BadCell, Problem, quoted
from candidates.loading.parsing import cells
from candidates.loading.reading.tables import RawTable

NAME = "extract"
LARGEST = 2_147_483_647


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What the files say of themselves. `rows` counts the rows of tables; `line` is where it says so."""

    line: int
    number: int | None = None
    made_at: datetime | None = None
    rows: Mapping[str, int] = field(default_factory=dict)


def known_columns(headings: Sequence[str]) -> int:
    """How many of the cells are columns of this file."""
    return sum(_name(heading) in {"number", "made_at", *schema.BY_NAME} for heading in headings)


def read(table: RawTable) -> tuple[Extract | None, list[Problem]]:
    """What the file says, or what is wrong with it."""
    if len(table.rows) != 1:
        text = f"the number of rows is {len(table.rows):,}, it has to be 1"
        return None, [Problem(table.file, table.header_line, text)]
    [row] = table.rows
    values: dict[str, Any] = {}
    problems = []
    for heading, text in zip(table.header, row.cells, strict=False):
        name = _name(heading)
        try:
            values[name] = _value(name, cells.clean(text))
        except BadCell as why:
            problems.append(Problem(table.file, row.number, f"{name or quoted(heading)} {why}", name))
    if problems:
        return None, problems
    counts = {name: values[name] for name in values if name in schema.BY_NAME and values[name] is not None}
    extract = Extract(line=row.number, number=values.get("number"), made_at=values.get("made_at"), rows=counts)
    return extract, []


def wrong_counts(extract: Extract, tables: Mapping[str, RawTable]) -> Iterator[Problem]:
    """A problem for each file that has fewer or more rows than the extract says."""
    for table, count in extract.rows.items():
        raw = tables.get(table)
        if raw is None:
            yield Problem(f"{table}.csv", 1, f"the file is missing: extract.csv says that it has {count:,} rows")
        elif len(raw.rows) != count:
            text = f"the number of rows is {len(raw.rows):,}, extract.csv says {count:,}: was the file cut?"
            yield Problem(raw.file, raw.header_line, text)


def _name(heading: str) -> str:
    return heading.strip().lower().replace(" ", "_").removesuffix(".csv")


def _value(name: str, text: str) -> int | datetime | None:
    if not name and not text:
        return None
    if name not in {"number", "made_at", *schema.BY_NAME}:
        raise BadCell("is no column of extract.csv")
    if not text:
        return None
    if name == "made_at":
        return cells.instant(text)
    if not (text.isascii() and text.isdecimal()) or int(text[:20]) > LARGEST:
        raise BadCell("has to be a whole number")
    return int(text)
