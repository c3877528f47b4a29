"""What would be seen earlier where a centre had another country, or a candidate another centre.

A release may open later for a country or a centre, and a hold or a stop may be of one centre. Whoever leaves such a
place leaves it behind: that shows results sooner, so it takes two people, whichever way it is done.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from candidates.embargo import clock
from candidates.embargo.later import Exceptions
from candidates.models import Hold, Release, ReleaseException
from centres.models import Centre


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierOpening:
    """A release that would open at `after` for those for whom it opens at `before`, which is later and yet to come."""

    release: Release
    before: datetime
    after: datetime

    @property
    def in_plain_values(self) -> list[str]:
        """What is kept of it: series, qualification, and both instants in UTC."""
        instants = (instant.astimezone(UTC).isoformat() for instant in (self.before, self.after))
        return [self.release.series.slug, self.release.qualification.code, *instants]


def earlier_openings(*, before: Centre, after: Centre, series: Iterable[int] | None = None) -> list[EarlierOpening]:
    """What would open earlier for candidates of `before` if they were at `after`, in `series` (None: in all).

    Of `after`, which needn't be stored, the key and the country count: the same centre in another country, or another
    centre.
    """
    fitting = Q(exceptions__centre=before.pk) | Q(exceptions__centre=None, exceptions__country=before.country)
    releases = Release.objects.filter(fitting).select_related("series", "qualification").distinct()
    if series is not None:
        releases = releases.filter(series__in=series)
    found = list(releases.order_by("series", "qualification__code"))
    exceptions = Exceptions({release.series_id for release in found})
    now = clock.now()
    openings = []
    for release in found:
        was, will_be = exceptions.opens_at(release, before), exceptions.opens_at(release, after)
        if now < was and will_be < was:
            openings.append(EarlierOpening(release=release, before=was, after=will_be))
    return openings


def holds_of_centre(centre: Centre, series: Iterable[int] | None = None) -> QuerySet[Hold]:
    """The holds and stops in force of this centre as a whole: whoever leaves it is no longer held by them."""
    holds = Hold.objects.filter(centre=centre, candidate=None, ended_at=None)
    if series is not None:
        holds = holds.filter(series__in=series)
    return holds.select_related("series", "qualification", "syllabus", "centre").order_by("pk")


def kept_back_at(centre: Centre, series: Iterable[int] | None = None) -> list[list[str]]:
    """What keeps results back for this centre and not for everybody, as plain values that can be compared."""
    fitting = Q(centre=centre) | Q(centre=None, country=centre.country)
    exceptions = ReleaseException.objects.filter(fitting).order_by("pk")
    if series is not None:
        exceptions = exceptions.filter(release__series__in=series)
    kept = [[f"exception {each.pk}", each.releases_at.astimezone(UTC).isoformat()] for each in exceptions]
    return [*kept, *([hold.kind, str(hold.pk)] for hold in holds_of_centre(centre, series))]
