"""From a workbook (XLSX) to tables: one sheet for each table, or one sheet alone.

Read row by row. Macros, entities and what unpacks to more than a table are refused before anything is read.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook

from candidates.loading.errors import Problem, UnreadableFile
from candidates.loading.reading import limits
from candidates.loading.reading.tables import RawRow, RawTable, is_blank

ZIP = b"PK\x03\x04"
# An older workbook, or one with a password.
COMPOUND = b"\xd0\xcf\x11\xe0"
CONTENT_TYPES = "[Content_Types].xml"
NOT_A_WORKBOOK = "the file can't be read as a workbook: save it again as .xlsx, or as CSV UTF-8"
# One character of a cell as a workbook writes those that XML can't hold.
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Sheets = dict[str, RawTable | None]


def is_workbook(content: bytes) -> bool:
    """Whether these bytes begin as a workbook or another office file does, whatever the file is called."""
    return content.startswith((ZIP, COMPOUND))


def read_workbook(file: str, content: bytes, *, named: bool) -> Sheets:
    """The sheets by their names in small letters, None for one that is empty; raises `UnreadableFile`.

    With `named`, messages name the sheet beside the file.
    """
    limits.check_size(file, len(content))
    _check(file, content)
    sheets: Sheets = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                called = file
                if named:
                    called = f"{file}[{sheet.title}]"
                sheets[sheet.title.strip().lower()] = _table(called, sheet)
            book.close()
    except UnreadableFile:
        raise
    except Exception:  # noqa: BLE001 - openpyxl raises whatever its parts raise on a damaged file
        raise UnreadableFile(Problem(file, 1, NOT_A_WORKBOOK)) from None
    return sheets


def _check(file: str, content: bytes) -> None:
    if content.startswith(COMPOUND):
        text = "the file is an older workbook, or has a password: save it as .xlsx without one, or as CSV UTF-8"
        raise UnreadableFile(Problem(file, 1, text))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            limits.check_archive(file, archive)
            _check_parts(file, archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        raise UnreadableFile(Problem(file, 1, NOT_A_WORKBOOK)) from None


def _check_parts(file: str, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableFile(Problem(file, 1, "the workbook holds macros: save it as .xlsx without them"))
    if CONTENT_TYPES not in names:
        raise UnreadableFile(Problem(file, 1, NOT_A_WORKBOOK))
    for name in names:
        if name.lower().endswith((".xml", ".rels")):
            _check_xml(file, archive, name)


def _check_xml(file: str, archive: zipfile.ZipFile, name: str) -> None:
    """Entities are declared before the first element: nothing further has to be looked at."""
    try:
        with archive.open(name) as part:
            for _ in iterparse(part, events=("start",), forbid_dtd=True):
                return
    except (DefusedXmlException, SyntaxError, zipfile.BadZipFile):
        raise UnreadableFile(Problem(file, 1, NOT_A_WORKBOOK)) from None


def _table(file: str, sheet: Any) -> RawTable | None:
    sheet.reset_dimensions()
    rows = _rows(file, sheet)
    header = next(rows, None)
    if header is None:
        return None
    width = len(header.cells)
    padded = [RawRow(row.number, row.cells + [""] * (width - len(row.cells))) for row in rows]
    return RawTable(file, header.number, header.cells, padded)


def _rows(file: str, sheet: Any) -> Iterator[RawRow]:
    for number, values in enumerate(sheet.iter_rows(max_col=limits.COLUMNS, values_only=True), start=1):
        if number > limits.ROWS:
            raise UnreadableFile(Problem(file, number, f"the sheet has more than {limits.ROWS:,} rows"))
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if any(len(cell) > limits.CELL_CHARACTERS for cell in cells):
            raise UnreadableFile(Problem(file, number, f"a cell has more than {limits.CELL_CHARACTERS:,} characters"))
        if not is_blank(cells):
            yield RawRow(number, cells)


def _text(value: object) -> str:
    """A cell's value as a CSV file would have it: a day in ISO form, a whole number without a fraction."""
    match value:
        case None:
            return ""
        case True:
            return "yes"
        case False:
            return "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date() | time():
            return value.isoformat()
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))
