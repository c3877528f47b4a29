"""Cells of CSV files that people open in a spreadsheet."""

# A cell that begins so would be taken for a formula, also with the full-width forms of these signs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula: behind an apostrophe where it begins like one."""
    if text.startswith(FORMULA_STARTS):
        return f"'{text}"
    return text
