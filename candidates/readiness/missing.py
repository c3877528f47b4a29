"""Entries without a result: how many, where, and which."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet

from candidates.models import Entry, Release

# What the first page says may be so old: counting a large series takes a moment.
COUNT_KEPT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingCount:
    """How many entries of one syllabus at one centre have no result."""

    syllabus: str
    centre: str
    entries: int


def entries_of(release: Release) -> QuerySet[Entry]:
    """The entries whose results `release` opens, without those withdrawn."""
    return Entry.objects.filter(
        candidate__series=release.series_id,
        qualification=release.qualification_id,
        withdrawn=False,
        candidate__withdrawn=False,
    )


def without_result(release: Release) -> QuerySet[Entry]:
    """Those of them for which there is no result, or one that was taken back."""
    return entries_of(release).filter(Q(result__isnull=True) | Q(result__withdrawn=True)).order_by()


def count_missing(release: Release) -> int:
    """How many results are missing, counted within the last minutes."""
    key = f"missing-results-{release.series_id}-{release.qualification_id}"
    count = cache.get(key)
    if count is None:
        count = without_result(release).count()
        cache.set(key, count, COUNT_KEPT.total_seconds())
    return int(count)


def missing_by_place(release: Release) -> list[MissingCount]:
    """The same by syllabus and centre, the most first."""
    rows = (
        without_result(release)
        .values(code=F("syllabus__code"), title=F("syllabus__title"), centre=F("candidate__centre__number"))
        .annotate(entries=Count("pk"))
        .order_by("-entries", "code", "centre")
    )
    return [
        MissingCount(syllabus=f"{row['code']} {row['title']}", centre=row["centre"], entries=row["entries"])
        for row in rows
    ]


def missing_lines(release: Release) -> Iterator[tuple[str, ...]]:
    """Each entry without a result: centre, candidate's number, syllabus code and title, option."""
    columns = ("candidate__centre__number", "candidate__number", "syllabus__code", "syllabus__title", "option_code")
    rows = without_result(release).order_by(*columns[:3]).values_list(*columns)
    yield from rows.iterator(chunk_size=2000)
