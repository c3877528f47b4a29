"""Entries without a result: how many, where, and which."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from candidates.holds.scope import Scope, entries_in
from candidates.models import Entry

HEADINGS = ("Centre", "Candidate number", "Syllabus", "Title", "Option")


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingCount:
    """How many entries of one syllabus at one centre have no result."""

    syllabus: str
    centre: str
    entries: int


def entries_of(scope: Scope) -> QuerySet[Entry]:
    """The entries in `scope`, without those withdrawn."""
    return Entry.objects.filter(entries_in(scope), withdrawn=False, candidate__withdrawn=False).order_by()


def without_result(scope: Scope) -> QuerySet[Entry]:
    """Those of them for which there is no result, or one that was taken back."""
    return entries_of(scope).filter(Q(result__isnull=True) | Q(result__withdrawn=True))


def missing_by_place(scope: Scope) -> list[MissingCount]:
    """Entries without a result by syllabus and centre, the most first."""
    rows = (
        without_result(scope)
        .values(code=F("syllabus__code"), title=F("syllabus__title"), centre=F("candidate__centre__number"))
        .annotate(entries=Count("pk"))
        .order_by("-entries", "code", "centre")
    )
    return [
        MissingCount(syllabus=f"{row['code']} {row['title']}", centre=row["centre"], entries=row["entries"])
        for row in rows
    ]


def missing_lines(scope: Scope) -> Iterator[tuple[str, ...]]:
    """Each entry without a result, as `HEADINGS` say."""
    columns = ("candidate__centre__number", "candidate__number", "syllabus__code", "syllabus__title", "option_code")
    yield from without_result(scope).order_by(*columns[:3]).values_list(*columns).iterator(chunk_size=2000)
