"""Each series in a few lines for the first page: how much of it is released, and what opens next."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F, Max

from candidates.embargo import clock
from candidates.holds.change import PERMISSION as STOP
from candidates.models import Hold, Release, Series
from candidates.release_desk.rows import Instant, distance, instant_in_words
from centres.models import User

MOST_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesState:
    """One series. `opens` is None where nothing opens any more, or nothing is set."""

    name: str
    slug: str
    state: str
    is_stopped: bool
    opens: Instant | None = None
    opens_what: str = ""
    opens_in: str = ""


def series_states(user: User) -> list[SeriesState]:
    """The series that open last, in four statements. That something is stopped, only who may stop results learns."""
    latest = F("latest").desc(nulls_first=True)
    shown = list(Series.objects.annotate(latest=Max("releases__releases_at")).order_by(latest, "-pk")[:MOST_SHOWN])
    releases: dict[int, list[Release]] = {series.pk: [] for series in shown}
    for release in Release.objects.filter(series__in=shown).select_related("qualification"):
        releases[release.series_id].append(release)
    stopped: set[int] = set()
    if user.has_perm(STOP):
        in_force = Hold.objects.filter(series__in=shown, kind=Hold.Kind.STOP, ended_at=None)
        stopped = set(in_force.order_by().values_list("series", flat=True))
    now = clock.now()
    return [_state(series, releases[series.pk], now, is_stopped=series.pk in stopped) for series in shown]


def _state(series: Series, releases: list[Release], now: datetime, *, is_stopped: bool) -> SeriesState:
    coming = [release for release in releases if release.releases_at > now]
    opened = len(releases) - len(coming)
    if not releases:
        said = "No release is set: nothing can be seen."
    elif not coming:
        said = "Everything that is set is released."
    else:
        said = f"{opened} of {len(releases)} qualifications released."
    state = SeriesState(name=series.name, slug=series.slug, state=said, is_stopped=is_stopped)
    if not coming:
        return state
    return replace(
        state,
        opens=instant_in_words(coming[0].releases_at),
        opens_what=coming[0].qualification.title,
        opens_in=distance(coming[0].releases_at, now),
    )
