"""Corrections: a result that changes after candidates could see it says so to them."""

from datetime import datetime

from candidates.embargo import clock
from candidates.models import Release, Result


def note_correction(result: Result) -> datetime | None:
    """Set `corrected_at` to now if the result's qualification is released already; saving is the caller's.

    Returns that instant, None before the release. To be called when grade, mark or outcome are about to change. Now is
    now by the database's clock, as at the gate.
    """
    now = clock.now()
    entry = result.entry
    released = Release.objects.filter(
        series=entry.candidate.series_id, qualification=entry.qualification_id, releases_at__lte=now
    )
    if not released.exists():
        return None
    result.corrected_at = now
    return now
