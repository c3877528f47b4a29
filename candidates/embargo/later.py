"""When a release opens for one centre: its own instant, or a later one where the centre or its country is an exception.

Both are compared where they are read, in the statement that reads them; an exception that lies before the release
itself counts for nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from candidates.models import Release, ReleaseException
from centres.models import Centre


def latest_exception(*, release: Any, centre: Any, country: Any) -> Subquery:
    """The latest instant of the exceptions of `release` for a centre and its country, NULL for none."""
    fitting = Q(centre=centre) | Q(centre__isnull=True, country=country)
    exceptions = ReleaseException.objects.filter(fitting, release=release).order_by("-releases_at")
    return Subquery(exceptions.values("releases_at")[:1])


def later_of(instant: F, exception: Subquery) -> Greatest:
    """`instant`, or the exception's where that is later. NULL where `instant` is: an exception alone opens nothing."""
    return Greatest(instant, Coalesce(exception, instant))


def releases_at_centre(*, series: Any, centre: Centre) -> QuerySet[Any, Any]:
    """The releases of `series`, one or a queryset of several, with `opens_at`: when each opens for `centre`.

    A delay of the centre's own comes on top.
    """
    exception = latest_exception(release=OuterRef("pk"), centre=centre, country=centre.country)
    opens_at = later_of(F("releases_at"), exception)
    named = {"series__in": series} if isinstance(series, QuerySet) else {"series": series}
    found: QuerySet[Any, Any] = Release.objects.filter(**named).annotate(opens_at=opens_at)
    return found


class Exceptions:
    """The exceptions of several series, to be looked up for many centres at once."""

    def __init__(self, series: Iterable[int]) -> None:
        """Read them in one query."""
        self._of_centre: dict[tuple[int, int], datetime] = {}
        self._of_country: dict[tuple[int, str], datetime] = {}
        rows = ReleaseException.objects.filter(release__series__in=series).order_by()
        for release, centre, country, at in rows.values_list("release", "centre", "country", "releases_at"):
            if centre is None:
                self._of_country[release, country] = at
            else:
                self._of_centre[release, centre] = at

    def opens_at(self, release: Release, centre: Centre) -> datetime:
        """When `release` opens for `centre`, before any delay of its own."""
        found = (
            release.releases_at,
            self._of_centre.get((release.pk, centre.pk), release.releases_at),
            self._of_country.get((release.pk, centre.country), release.releases_at),
        )
        return max(found)


def opening_instants(*, series: Any, centre: Centre) -> Mapping[int, datetime]:
    """When each qualification of `series` opens for `centre`, by the qualification's key."""
    rows = releases_at_centre(series=series, centre=centre).order_by()
    return dict(rows.values_list("qualification_id", "opens_at"))
