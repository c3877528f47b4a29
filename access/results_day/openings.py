"""What opened today, what opens next, and how many candidates each concerns."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from candidates import instants
from candidates.models import Release
from candidates.readiness.counts import count_candidates
from candidates.release_desk.rows import Instant, distance, instant_in_words

AHEAD = timedelta(days=14)
MOST_OPENED, MOST_COMING = 20, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One qualification of a series. `candidates` is None while a large series is counted for the first time."""

    title: str
    series_slug: str
    at: Instant
    state: str
    is_open: bool
    candidates: int | None


def openings(now: datetime) -> list[Opening]:
    """Today's since midnight in the United Kingdom, the latest first; then the next ones, the soonest first."""
    midnight = now.astimezone(instants.UK).replace(hour=0, minute=0, second=0, microsecond=0)
    releases = Release.objects.select_related("series", "qualification")
    opened = releases.filter(releases_at__gte=midnight, releases_at__lte=now).order_by("-releases_at", "pk")
    coming = releases.filter(releases_at__gt=now, releases_at__lte=now + AHEAD).order_by("releases_at", "pk")
    shown = [*opened[:MOST_OPENED], *coming[:MOST_COMING]]
    return [_opening(release, now) for release in shown]


def _opening(release: Release, now: datetime) -> Opening:
    return Opening(
        title=f"{release.qualification.title}, {release.series.name}",
        series_slug=release.series.slug,
        at=instant_in_words(release.releases_at),
        state=distance(release.releases_at, now),
        is_open=release.releases_at <= now,
        candidates=count_candidates(release),
    )
