"""Whether the board has rehearsed lately: a rehearsal that was opened not long ago."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from candidates.embargo import clock
from candidates.holds.scope import Scope
from candidates.models import Release
from candidates.readiness.facts import Fact

# A rehearsal counts for so long after it opened.
COUNTS = timedelta(days=60)
HEADING = "Rehearsal"
MISSING = (
    "No rehearsal has opened within 60 days. Make one with made-up results, and go through everything once before the "
    "real day."
)


def rehearsal_done(scope: Scope) -> Iterator[Fact]:
    """One fact, in one query; none about a release that is itself a rehearsal's."""
    if scope.series.is_rehearsal:
        return
    now = clock.now()
    opened = Release.objects.filter(series__is_rehearsal=True, releases_at__lte=now, releases_at__gt=now - COUNTS)
    latest = opened.select_related("series").order_by("-releases_at", "pk").first()
    if latest is None:
        yield Fact(heading=HEADING, text=MISSING, is_well=False)
        return
    at = latest.releases_at.astimezone(UTC)
    text = f"{latest.series.name} opened on {at.day} {at:%B %Y, %H:%M} UTC."
    yield Fact(heading=HEADING, text=text, is_well=True)
