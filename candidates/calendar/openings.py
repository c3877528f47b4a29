"""What opens when: every release, and every exception that is later than its release."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F

from candidates import instants
from candidates.embargo import clock
from candidates.embargo.later import releases_at_centre
from candidates.models import Release, ReleaseException, Series
from centres.models import Centre

# So far back openings are shown; so many lines at most.
PAST = timedelta(days=60)
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLine:
    """One opening. `key` tells it from all others and stays when it moves; `whom` is "" for everybody."""

    key: str
    series: str
    series_slug: str
    qualification: str
    whom: str
    at: datetime
    utc: str
    uk: str
    local: str
    is_open: bool


def calendar_lines(*, centre: Centre | None = None) -> list[CalendarLine]:
    """The openings from two months ago on, in order; for one centre, those that its candidates see."""
    now = clock.now()
    lines = _of_centre(centre, now) if centre else [*_of_everybody(now), *_of_exceptions(now)]
    return sorted(lines, key=lambda line: (line.at, line.qualification, line.whom))[:MOST]


def _of_centre(centre: Centre, now: datetime) -> list[CalendarLine]:
    releases = releases_at_centre(series=Series.objects.all(), centre=centre)
    entered = releases.filter(
        opens_at__gte=now - PAST,
        qualification__entries__candidate__series=F("series"),
        qualification__entries__candidate__centre=centre,
        qualification__entries__withdrawn=False,
    ).distinct()
    rows = entered.select_related("series", "qualification").order_by("opens_at", "pk")
    return [_line(release, at=release.opens_at, now=now, centre=centre) for release in rows[:MOST]]


def _of_everybody(now: datetime) -> list[CalendarLine]:
    rows = Release.objects.filter(releases_at__gte=now - PAST).select_related("series", "qualification")
    return [_line(release, at=release.releases_at, now=now) for release in rows[:MOST]]


def _of_exceptions(now: datetime) -> list[CalendarLine]:
    rows = ReleaseException.objects.filter(releases_at__gte=now - PAST, releases_at__gt=F("release__releases_at"))
    found = rows.select_related("release__series", "release__qualification", "centre").order_by("releases_at", "pk")
    return [
        _line(each.release, at=each.releases_at, now=now, whom=each.whom, key=f"exception-{each.pk}")
        for each in found[:MOST]
    ]


def _line(
    release: Release, *, at: datetime, now: datetime, centre: Centre | None = None, whom: str = "", key: str = ""
) -> CalendarLine:
    return CalendarLine(
        key=key or f"release-{release.pk}",
        series=release.series.name,
        series_slug=release.series.slug,
        qualification=release.qualification.title,
        whom=whom,
        at=at,
        utc=str(instants.moment(at, UTC, "UTC")),
        uk=str(instants.moment(at, instants.UK, instants.UK_TIME)),
        local=str(instants.at_centre(at, centre=centre)) if centre else "",
        is_open=at <= now,
    )
