"""Corrections: a result that changes after candidates could see it says so to them."""

from candidates.embargo import clock
from candidates.models import Release, Result


def note_correction(result: Result) -> None:
    """Set `corrected_at` to now if the result's qualification is released already; saving is the caller's.

    To be called when grade, mark or outcome are about to change. Now is now by the database's clock, as at the gate.
    """
    now = clock.now()
    entry = result.entry
    released = Release.objects.filter(
        series=entry.candidate.series_id, qualification=entry.qualification_id, releases_at__lte=now
    )
    if released.exists():
        result.corrected_at = now
