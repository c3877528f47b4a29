"""What opened today, what opens next, and how many candidates each concerns."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Exists, OuterRef

from candidates import instants
from candidates.models import Candidate, Entry, Release
from candidates.release_desk.rows import Instant, distance, instant_in_words

AHEAD = timedelta(days=14)
MOST_OPENED, MOST_COMING = 20, 8
# Counting them reads a series' entries: once in so many seconds, for all who look at the page.
COUNTED_EVERY_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One qualification of a series."""

    title: str
    series_slug: str
    at: Instant
    state: str
    is_open: bool
    candidates: int


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
        candidates=_candidates_of(release),
    )


def _candidates_of(release: Release) -> int:
    key = f"candidates-of-release-{release.pk}"
    known: int | None = cache.get(key)
    if known is None:
        known = _count_candidates(release)
        cache.set(key, known, COUNTED_EVERY_SECONDS)
    return known


def _count_candidates(release: Release) -> int:
    """How many are entered for it. Whether any of them has a result isn't looked at."""
    entered = Entry.objects.filter(candidate=OuterRef("pk"), qualification=release.qualification, withdrawn=False)
    return Candidate.objects.filter(Exists(entered), series=release.series, withdrawn=False).count()
