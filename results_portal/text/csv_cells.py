"""CSV files that people open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable

# By this mark at the beginning Excel knows UTF-8.
MARK = "\ufeff"

# A cell that begins so would be taken for a formula, also with the full-width forms of these signs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula: behind an apostrophe where it begins like one."""
    if text.startswith(FORMULA_STARTS):
        return f"'{text}"
    return text


def csv_lines(rows: Iterable[Iterable[str]]) -> str:
    """Rows as lines of a file that no spreadsheet runs anything of."""
    file = io.StringIO()
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return file.getvalue()
