"""The list of candidates as a CSV file for a spreadsheet: states and times, never a grade."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from access.officers.queries.candidate_rows import CandidateRow
from candidates.instants import place_of
from centres.models import Centre
from results_portal.text.csv_cells import safe_cell


def as_csv(rows: Iterable[CandidateRow], *, centre: Centre) -> str:
    """One line for each row, after a line of headings. Begins with the mark by which Excel knows UTF-8."""
    place = place_of(centre)
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow(
        [
            "Candidate number",
            "Name",
            "Teaching group",
            "Qualifications",
            "Syllabuses",
            "Access",
            f"First signed in ({place} time)",
            f"First saw results ({place} time)",
        ]
    )
    for row in rows:
        lines.writerow([safe_cell(cell) for cell in _cells(row, centre)])
    return "\ufeff" + file.getvalue()


def _cells(row: CandidateRow, centre: Centre) -> list[str]:
    return [
        row.number,
        row.name,
        row.group,
        "; ".join(title for _, title in row.qualifications),
        "; ".join(code for code, _ in row.syllabuses),
        row.state.label,
        _local(row.signed_in_at, centre),
        _local(row.seen_results_at, centre),
    ]


def _local(instant: datetime | None, centre: Centre) -> str:
    return f"{instant.astimezone(centre.zone):%Y-%m-%d %H:%M}" if instant else ""
