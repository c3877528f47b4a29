"""Loading a series: rows with their location, then checks that gather every error, then one write.

A folder holds associates, centres, qualifications, syllabuses, releases, candidates, entries and results, each a CSV
file with a header, some perhaps with nothing but the header. A folder is complete in itself: whatever a row names has a
row of its own there. Rows that are no longer in a file stay in the database: a candidate who left is marked as
withdrawn, in the optional column `withdrawn` or in the admin.
"""

from pathlib import Path

from django.db import connection, transaction

from candidates.loading.errors import LoadRefused, Problem
from candidates.loading.parse import read_folder
from candidates.loading.report import Counts, LoadReport
from candidates.loading.write import apply
from centres.members.change import remove_outdated
from results_portal import audit

__all__ = ["Counts", "LoadRefused", "LoadReport", "Problem", "load_folder"]

# Names the advisory lock of loading: any number that nothing else here takes.
LOAD_LOCK = 0x4C4F4144


def load_folder(folder: Path, *, by: audit.Actor) -> LoadReport:
    """Load everything in `folder`, or nothing: raises `LoadRefused` with every problem.

    Loading the same folder again changes nothing. A load that changes something leaves one entry in the audit trail,
    besides one for each release that it moves; neither says anything about a candidate or a grade.
    """
    rows = read_folder(folder)
    with transaction.atomic():
        _one_load_at_a_time()
        report = apply(rows, by=by)
        if not report.changed_nothing:
            _record(report, by=by)
            remove_outdated(by=by)
    return report


def _one_load_at_a_time() -> None:
    """Wait for another load to end. On SQLite the transaction itself, an IMMEDIATE one, keeps other writers out."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])


def _record(report: LoadReport, *, by: audit.Actor) -> None:
    files = {f"{name}.csv": {"added": counts.added, "changed": counts.changed} for name, counts in report.files.items()}
    audit.record(
        "load series",
        by=by,
        series=report.series[0] if len(report.series) == 1 else "",
        details={
            "series": report.series,
            "files": files,
            "corrected": report.corrected,
            "another person": len(report.replaced),
        },
    )
