"""The list of candidates as a file for a spreadsheet: states and times, never a grade."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from access.officers.queries.candidate_rows import CandidateRow
from candidates.instants import place_of
from candidates.models import Series
from centres.models import Centre
from results_portal.text.csv_cells import MARK, csv_lines
from results_portal.text.rehearsal import extra_column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "@"
WIDTHS = (17, 34, 14, 14, 26, 24, 24, 24, 24)


def as_csv(rows: Iterable[CandidateRow], *, centre: Centre, series: Series) -> str:
    """One line for each row, after a line of headings. Begins with the mark by which Excel knows UTF-8."""
    more_headings, more_cells = extra_column(series.name)
    lines = [_headings(centre) + more_headings, *(_cells(row, centre) + more_cells for row in rows)]
    return MARK + csv_lines(lines)


def as_xlsx(rows: Iterable[CandidateRow], *, centre: Centre, series: Series) -> bytes:
    """The same as a workbook in which every cell is text: 0042 keeps its zeros, and nothing is a formula."""
    more_headings, more_cells = extra_column(series.name)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Candidates")
    sheet.freeze_panes = "B2"
    for position, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHI"[position]].width = width
    sheet.append(list(_texts(_headings(centre) + more_headings, sheet, bold=True)))
    for row in rows:
        sheet.append(list(_texts(_cells(row, centre) + more_cells, sheet)))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _headings(centre: Centre) -> list[str]:
    place = place_of(centre)
    return [
        "Candidate number",
        "Name",
        "Date of birth",
        "Teaching group",
        "Qualifications",
        "Syllabuses",
        "Access",
        f"First signed in ({place} time)",
        f"First saw results ({place} time)",
    ]


def _cells(row: CandidateRow, centre: Centre) -> list[str]:
    return [
        row.number,
        row.name,
        row.date_of_birth.isoformat() if row.date_of_birth else "",
        row.group,
        "; ".join(title for _, title in row.qualifications),
        "; ".join(code for code, _ in row.syllabuses),
        row.state.label,
        _local(row.signed_in_at, centre),
        _local(row.seen_results_at, centre),
    ]


def _texts(cells: Iterable[str], sheet: Any, *, bold: bool = False) -> Iterator[Any]:
    for text in cells:
        # Signs that no workbook may hold; a name with one would make the whole file unreadable.
        printable = "".join(sign for sign in text if sign.isprintable())
        cell = WriteOnlyCell(sheet, value=printable)
        cell.data_type = "s"
        cell.number_format = TEXT
        if bold:
            cell.font = Font(bold=True)
        yield cell


def _local(instant: datetime | None, centre: Centre) -> str:
    return f"{instant.astimezone(centre.zone):%Y-%m-%d %H:%M}" if instant else ""
