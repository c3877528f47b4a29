"""The board's own results sheet, read as the table of results of one series.

Its columns are Syllabus, Option code, Centre number, Candidate number, Candidate name, then those of components, at the
end Syllabus total and Syllabus grade. It has no series, which has to be named, and no percentage uniform mark.
"""

import re
from collections.abc import Sequence

from candidates.loading.errors import Problem
from candidates.loading.reading.tables import RawRow, RawTable

NEEDED = ("syllabus", "centre number", "candidate number", "syllabus grade")
KNOWN = (*NEEDED, "option code", "candidate name", "syllabus total")
HEADER = ["series", "centre_number", "candidate_number", "syllabus_code", "grade", "outcome"]
# As the board writes them in short.
OUTCOMES = {"X": "NO RESULT", "Q": "PENDING", "Y": "TO BE ISSUED", "U": "UNGRADED"}
IN_FULL = frozenset(OUTCOMES.values())
# The grade in words, or again, against tampering: "B(b)", "9 (NINE)".
AGAIN = re.compile(r"(?P<grade>\S+?)\s*\([^)]*\)")


def known_columns(headings: Sequence[str]) -> int:
    """How many of the cells are columns of this sheet."""
    return sum(heading in KNOWN for heading in _names(headings))


def is_results_sheet(headings: Sequence[str]) -> bool:
    """Whether these are the headings of such a sheet."""
    return set(NEEDED) <= set(_names(headings))


def as_results(sheet: RawTable, *, series: str) -> tuple[RawTable, int]:
    """The sheet as a table of results, and how many rows were left out because they have no grade."""
    names = _names(sheet.header)
    syllabus, centre, candidate, grade = (names.index(name) for name in NEEDED)
    rows: list[RawRow] = []
    left_out = 0
    for row in sheet.rows:
        cells = [*row.cells, *[""] * (len(names) - len(row.cells))]
        found, outcome = _grade_and_outcome(cells[grade])
        if not found and not outcome:
            left_out += 1
            continue
        code = cells[syllabus].strip().partition(" ")[0]
        rows.append(RawRow(row.number, [series, cells[centre], cells[candidate], code, found, outcome]))
    return RawTable(sheet.file, sheet.header_line, HEADER, rows), left_out


def problem_with(sheets: Sequence[RawTable], *, series: str, has_results: bool) -> Problem | None:
    """Why these sheets can't be taken; None where they can."""
    first = sheets[0]
    if len(sheets) > 1:
        return Problem(first.file, 1, f"there are {len(sheets)} results sheets: send one at a time")
    if has_results:
        return Problem(first.file, 1, "a results sheet and a table of results: send one of the two")
    if not series:
        return Problem(first.file, 1, "a results sheet doesn't say its series: name it (--series)")
    return None


def _grade_and_outcome(text: str) -> tuple[str, str]:
    text = text.strip()
    again = AGAIN.fullmatch(text)
    if again:
        text = again["grade"]
    full = " ".join(text.upper().split())
    if full in IN_FULL:
        return "", full
    if text in OUTCOMES:
        return "", OUTCOMES[text]
    return text, ""


def _names(headings: Sequence[str]) -> list[str]:
    return [" ".join(heading.replace("_", " ").lower().split()) for heading in headings]
