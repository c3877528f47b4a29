"""What is counted of a release. Of a large series a worker counts it, and a page shows what was counted last."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count
from django.tasks import task

from candidates.embargo import clock
from candidates.holds.scope import Scope
from candidates.models import Candidate, Qualification, Release, Result, Series
from candidates.readiness.bands import OddResult, listed, outside_band
from candidates.readiness.facts import Fact, facts_of
from candidates.readiness.missing import MissingCount, entries_of, missing_by_place, without_result

# A series with more candidates isn't counted while somebody waits for a page.
COUNTED_AT_ONCE = 20_000
FRESH = timedelta(minutes=2)
KEPT = timedelta(days=1)
# Where no worker came by then, it is asked for again.
ASKED = timedelta(minutes=10)
PLACES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCounts:
    """How many entries there are and lack a result, at `at`; the first of the places, and of the odd results."""

    at: datetime
    candidates: int
    entries: int
    missing: int
    places: tuple[MissingCount, ...]
    more_places: int
    odd_count: int
    odd_results: tuple[OddResult, ...]
    held_alone: int
    facts: tuple[Fact, ...]


def counts_of(series: Series, qualification: Qualification) -> ReleaseCounts | None:
    """The counts of one qualification in a series; None while a large one is being counted for the first time."""
    if not _is_large(series):
        return count(Scope(series=series, qualification=qualification))
    counts: ReleaseCounts | None = cache.get(_key(series.pk, qualification.pk))
    if counts is None or counts.at < clock.now() - FRESH:
        _ask_for(series.pk, qualification.pk)
    return counts


def count_missing(release: Release) -> int | None:
    """How many results are missing that `release` opens, counted within the last minutes; None as `counts_of`."""
    if _is_large(release.series):
        counts = counts_of(release.series, release.qualification)
        return counts.missing if counts else None
    return _counted_lately("missing-results", release, lambda scope: without_result(scope).count())


def count_candidates(release: Release) -> int | None:
    """How many candidates are entered for what `release` opens, as `count_missing`. No result is looked at."""
    if _is_large(release.series):
        counts = counts_of(release.series, release.qualification)
        return counts.candidates if counts else None
    return _counted_lately("candidates-entered", release, _count_candidates)


def _counted_lately(what: str, release: Release, counting: Callable[[Scope], int]) -> int:
    key = f"{what}-{release.series_id}-{release.qualification_id}"
    number = cache.get(key)
    if number is None:
        number = counting(Scope(series=release.series, qualification=release.qualification))
        cache.set(key, number, FRESH.total_seconds())
    return int(number)


def _count_candidates(scope: Scope) -> int:
    return int(entries_of(scope).aggregate(candidates=Count("candidate", distinct=True))["candidates"])


def count(scope: Scope) -> ReleaseCounts:
    """Count now: it takes the longer the more entries there are."""
    at = clock.now()
    places = missing_by_place(scope)
    odd = outside_band(scope)
    return ReleaseCounts(
        at=at,
        candidates=_count_candidates(scope),
        entries=entries_of(scope).count(),
        missing=sum(place.entries for place in places),
        places=tuple(places[:PLACES]),
        more_places=max(0, len(places) - PLACES),
        odd_count=odd.count(),
        odd_results=tuple(listed(odd)),
        held_alone=Result.objects.filter(entry__in=entries_of(scope), held=True).count(),
        facts=tuple(facts_of(scope)),
    )


@task
def count_release(series_pk: int, qualification_pk: int) -> None:
    """Count, and keep it for whoever opens the page. Doing it twice changes nothing."""
    series = Series.objects.filter(pk=series_pk).first()
    if series is None:
        return
    scope = Scope(series=series, qualification=Qualification.objects.get(pk=qualification_pk))
    cache.set(_key(series_pk, qualification_pk), count(scope), KEPT.total_seconds())
    cache.delete(_asked(series_pk, qualification_pk))


def _is_large(series: Series) -> bool:
    some = Candidate.objects.filter(series=series).order_by()[: COUNTED_AT_ONCE + 1]
    return some.count() > COUNTED_AT_ONCE


def _ask_for(series_pk: int, qualification_pk: int) -> None:
    if cache.add(_asked(series_pk, qualification_pk), 1, ASKED.total_seconds()):
        count_release.enqueue(series_pk, qualification_pk)


def _key(series_pk: int, qualification_pk: int) -> str:
    """The number changes with what is kept, so that an older version's isn't read."""
    return f"release-counts-1-{series_pk}-{qualification_pk}"


def _asked(series_pk: int, qualification_pk: int) -> str:
    return f"{_key(series_pk, qualification_pk)}-asked"
