"""Which column is which: by its name, or by the words that people head it with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from candidates.loading.errors import Problem, UnreadableFile, quoted
from candidates.loading.reading.tables import RawTable
from candidates.loading.schema import TableSchema

# Words for a column that mean nothing else in any of the tables.
ALIASES = {
    "associate": "associate_code",
    "candidate": "candidate_number",
    "candidate_name": "full_name",
    "candidate_no": "candidate_number",
    "center_number": "centre_number",
    "centre": "centre_number",
    "centre_no": "centre_number",
    "class": "teaching_group",
    "dob": "date_of_birth",
    "e_mail": "email",
    "email_address": "email",
    "family_names": "family_name",
    "first_name": "given_names",
    "first_names": "given_names",
    "forename": "given_names",
    "forenames": "given_names",
    "name": "full_name",
    "given_name": "given_names",
    "last_name": "family_name",
    "mark": "percentage_uniform_mark",
    "option": "option_code",
    "pum": "percentage_uniform_mark",
    "qualification": "qualification_code",
    "surname": "family_name",
    "syllabus": "syllabus_code",
    "timezone": "time_zone",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each position, "" for one without a heading."""

    names: tuple[str, ...]
    positions: Mapping[str, int]


def column_named(heading: str, schema: TableSchema) -> str | None:
    """The column that a heading means in this table, "" for an empty one, None for one that isn't known."""
    words = heading.strip().lower()
    for separator in (" ", "-", ".", "/", "\n"):
        words = words.replace(separator, "_")
    name = "_".join(part for part in words.split("_") if part)
    known = {**schema.columns, **schema.optional}
    if not name or name in known:
        return name
    alias = ALIASES.get(name)
    if alias in known:
        return alias
    return None


def known_columns(cells: Sequence[str], schema: TableSchema) -> int:
    """How many of the cells are columns of the table."""
    return sum(bool(column_named(cell, schema)) for cell in cells)


def read_header(table: RawTable, schema: TableSchema) -> Columns:
    """The columns of a table; raises `UnreadableFile` with everything that is wrong with them."""
    names = [column_named(heading, schema) for heading in table.header]
    wrong = [
        *_missing(names, schema),
        *_unwanted(table.header, names),
        *_beside_one_another(names, schema),
        *_without_heading(table, names),
    ]
    if wrong:
        raise UnreadableFile(*(Problem(table.file, table.header_line, text) for text in wrong))
    positions = {name: position for position, name in enumerate(names) if name}
    return Columns(tuple(name or "" for name in names), positions)


def _missing(names: Sequence[str | None], schema: TableSchema) -> list[str]:
    given = set(names)
    for name, others in schema.instead.items():
        if name in names:
            given.update(others)
    return [f"the column {column} is missing" for column in schema.columns if column not in given]


def _unwanted(header: Sequence[str], names: Sequence[str | None]) -> list[str]:
    wrong = []
    for position, name in enumerate(names):
        if name is None:
            wrong.append(f"unknown column {quoted(header[position])}")
        elif name and name in names[:position]:
            wrong.append(f"the column {name} is there twice")
    return wrong


def _beside_one_another(names: Sequence[str | None], schema: TableSchema) -> list[str]:
    wrong = []
    for name, others in schema.instead.items():
        both = [other for other in others if other in names]
        if name in names and both:
            wrong.append(f"the column name stands beside {' and '.join(both)}: one or the other")
    return wrong


def _without_heading(table: RawTable, names: Sequence[Any]) -> list[str]:
    """Columns without a heading are passed over where they are empty."""
    bare = [position for position, name in enumerate(names) if name == ""]
    if not bare:
        return []
    rows = 0
    for row in table.rows:
        rows += any(row.cells[position].strip() for position in bare if position < len(row.cells))
    if not rows:
        return []
    return [f"a column without a heading has values in {rows:,} rows"]
