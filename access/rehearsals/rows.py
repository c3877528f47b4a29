"""What the list of rehearsals shows, as plain frozen values."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Min

from candidates.models import Candidate, Release, Series
from candidates.release_desk.rows import Instant, instant_in_words
from results_portal.models import ActorKind, AuditEntry

BY_COMMAND = "whoever runs the service"


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalRow:
    """A rehearsal: how large it is, when its first results open, and who made it ("" where nobody knows)."""

    series: Series
    candidates: int
    opens: Instant | None
    made_by: str
    is_under_way: bool


def rows_of(rehearsals: Sequence[Series], *, under_way: Collection[str]) -> list[RehearsalRow]:
    """A row for each, in three queries."""
    keys = [series.pk for series in rehearsals]
    counted = Candidate.objects.filter(series__in=keys).order_by().values_list("series").annotate(Count("pk"))
    opening = Release.objects.filter(series__in=keys).order_by().values_list("series").annotate(Min("releases_at"))
    candidates, opens, makers = dict(counted), dict(opening), _makers(rehearsals)
    return [
        RehearsalRow(
            series=series,
            candidates=candidates.get(series.pk, 0),
            opens=instant_in_words(opens[series.pk]) if series.pk in opens else None,
            made_by=makers.get(series.slug, ""),
            is_under_way=series.name in under_way,
        )
        for series in rehearsals
    ]


def _makers(rehearsals: Sequence[Series]) -> dict[str, str]:
    """Who made each last, by its slug: one that was removed may have been made again."""
    slugs = [series.slug for series in rehearsals]
    entries = AuditEntry.objects.filter(action="make rehearsal", series__in=slugs).order_by("pk")
    return {
        slug: BY_COMMAND if kind == ActorKind.COMMAND else actor
        for slug, actor, kind in entries.values_list("series", "actor", "actor_kind")
    }
