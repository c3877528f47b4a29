"""What the release desk shows, as plain frozen values."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count

from candidates import instants
from candidates.embargo import clock
from candidates.models import ChangeRequest, Entry, Hold, Qualification, Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """An instant on the clocks of the board: "Tuesday 19 January 2027, 06:00 (UTC)" and in UK time."""

    utc: str
    uk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """One qualification of a series: when it opens, and whether it has."""

    code: str
    title: str
    at: Instant
    state: str
    is_open: bool
    exceptions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything on the release desk of one series."""

    series: Series
    releases: tuple[ReleaseRow, ...]
    unset: tuple[tuple[str, str], ...]
    stops: tuple[Hold, ...]
    holds: tuple[Hold, ...]
    waiting: tuple[ChangeRequest, ...]


def desk_of(series: Series) -> Desk:
    """The desk of `series`, in six statements."""
    now = clock.now()
    releases = tuple(
        _row(release, now)
        for release in series.releases.select_related("qualification").annotate(later=Count("exceptions"))
    )
    in_force = list(holds_in_force(series))
    waiting = ChangeRequest.objects.filter(series=series, state=ChangeRequest.State.WAITING)
    return Desk(
        series=series,
        releases=releases,
        unset=_unset(series),
        stops=tuple(hold for hold in in_force if hold.kind == Hold.Kind.STOP),
        holds=tuple(hold for hold in in_force if hold.kind == Hold.Kind.HOLD),
        waiting=tuple(waiting.select_related("asked_by", "series")),
    )


def holds_in_force(series: Series) -> tuple[Hold, ...]:
    """The holds and stops of `series` that aren't ended, the latest first."""
    parts = ("series", "qualification", "syllabus", "centre", "candidate__centre", "made_by")
    return tuple(Hold.objects.filter(series=series, ended_at=None).select_related(*parts))


def instant_in_words(instant: datetime) -> Instant:
    """`instant` (aware) in UTC and in UK time."""
    return Instant(
        utc=str(instants.moment(instant, UTC, "UTC")), uk=str(instants.moment(instant, instants.UK, instants.UK_TIME))
    )


def distance(instant: datetime, now: datetime) -> str:
    """How far `instant` lies from `now`: "opens in 12 days 3 hours", "open for 2 minutes 5 seconds"."""
    seconds = (instant - now).total_seconds()
    if seconds > 0:
        return f"opens in {instants.time_left(seconds)}"
    return f"open for {instants.time_left(-seconds)}"


def _unset(series: Series) -> tuple[tuple[str, str], ...]:
    """Qualifications that are entered for without a release.

    Only those without one are looked up, each by itself: all in one statement would go through the whole series first.
    """
    others = Qualification.objects.exclude(releases__series=series).order_by("code")
    entered = Entry.objects.filter(candidate__series=series).order_by()
    return tuple((other.code, other.title) for other in others if entered.filter(qualification=other).exists())


def _row(release: Any, now: datetime) -> ReleaseRow:
    return ReleaseRow(
        code=release.qualification.code,
        title=release.qualification.title,
        at=instant_in_words(release.releases_at),
        state=distance(release.releases_at, now),
        is_open=release.releases_at <= now,
        exceptions=release.later,
    )
