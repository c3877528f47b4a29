"""A centre's audit trail as a CSV file, line by line, so that a long one needs no memory."""

from collections.abc import Iterator

from django.db.models import QuerySet

from centres.audit_trail.trail import TrailLine, changes, line_of
from centres.models import Centre
from results_portal.models import AuditEntry
from results_portal.text.csv_cells import MARK, csv_lines

CHUNK = 500
EVERYTHING = 1_000_000


def trail_lines(entries: QuerySet[AuditEntry], *, centre: Centre) -> Iterator[str]:
    """The file's lines, headings first. Begins with the mark by which Excel knows UTF-8."""
    headings = ["When (UTC)", f"When ({centre.time_zone})", "Who", "Kind", "Action", "Series", "About", "Details"]
    yield MARK + csv_lines([[*headings, "Address"]])
    for entry in entries.iterator(CHUNK):
        line = line_of(entry, centre=centre)
        details = "\n".join(changes(entry.details, listed=EVERYTHING))
        yield csv_lines([_cells(line, details)])


def _cells(line: TrailLine, details: str) -> list[str]:
    instants = [f"{line.at_utc:%Y-%m-%d %H:%M:%S}", f"{line.at:%Y-%m-%d %H:%M:%S}"]
    return [*instants, line.who, line.kind, line.action, line.series, line.target, details, line.address]
