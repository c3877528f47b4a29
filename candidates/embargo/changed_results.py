"""Changes of released results: written down as they are made, and read as far as candidates could have seen them.

A change counts where the result was open at its centre before it changed, by the database's clock and with every
exception; so it was nobody's secret any more. Whoever reads is asked for the same once more, and for the centre's own
delay, by the instants that hold at that moment: after a release was moved ahead, nothing of it is told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)

from candidates.embargo.kept_back import covering, in_force_at
from candidates.embargo.later import Exceptions, releases_at_centre
from candidates.models import ChangeLine, Entry, Hold, Load, Release, Result, ResultChange, Series
from candidates.result_changes import announce
from centres.models import Centre
from results_portal.db.bulk_insert import add_rows

BATCH = 1000
What = ChangeLine.What
# How a line names what a hold covers.
OF_LINE = {
    "series": "change__series",
    "qualification": "qualification",
    "syllabus": "syllabus",
    "centre": "centre",
    "candidate": "candidate",
}
COLUMNS = ("change_id", "centre_id", "what", "qualification_id", "syllabus_id", "candidate_id", "person")


@dataclass(frozen=True, slots=True)
class ChangedResult:
    """The result of an entry (by its key) changes."""

    entry: int
    what: str


def record_changed_results(
    changed: Iterable[ChangedResult], *, at: datetime, load: Load | None = None, cause: str = ""
) -> None:
    """Write a line for each of `changed` that candidates could have seen just before `at`, and announce the change."""
    changes: dict[int, ResultChange] = {}
    for batch in batched(changed, BATCH):
        said = {each.entry: each.what for each in batch}
        rows = []
        for entry in _seen_before(said, at):
            candidate = entry.candidate
            change = changes.get(candidate.series_id)
            if change is None:
                change = announce(series=candidate.series_id, at=at, load=load, cause=cause)
                changes[candidate.series_id] = change
            whose = (entry.qualification_id, entry.syllabus_id, candidate.pk, candidate.person)
            rows.append((change.pk, candidate.centre_id, said[entry.pk], *whose))
        add_rows(ChangeLine, COLUMNS, rows)


def _seen_before(entries: Iterable[int], at: datetime) -> Iterator[Entry]:
    """Those of the entries that were open before `at`, and not held from before they opened until then."""
    held_since = covering().filter(in_force_at(at)).order_by("made_at").values("made_at")[:1]
    found = list(
        Entry.objects.filter(pk__in=list(entries))
        .select_related("candidate__centre")
        .annotate(held_since=Subquery(held_since))
        .order_by("candidate__centre__number", "candidate__number", "pk")
    )
    series = {entry.candidate.series_id for entry in found}
    releases = {(each.series_id, each.qualification_id): each for each in Release.objects.filter(series__in=series)}
    exceptions = Exceptions(series)
    for entry in found:
        release = releases.get((entry.candidate.series_id, entry.qualification_id))
        if release is None:
            continue
        opens_at = exceptions.opens_at(release, entry.candidate.centre)
        held = entry.held_since is not None and entry.held_since <= opens_at
        if opens_at < at and not held:
            yield entry


def lines_open_then(*, series: Series, centre: Centre, delay: timedelta) -> QuerySet[ChangeLine]:
    """The centre's lines about what candidates could see before it changed, as the instants are now."""
    of_centre = ChangeLine.objects.filter(centre=centre, change__series=series)
    return of_centre.filter(Exists(_opened_before(OuterRef("change__at"), series, centre, delay)))


def seen_lines(*, series: Series, centre: Centre, delay: timedelta) -> QuerySet[ChangeLine]:
    """Of those lines what may be told at this moment.

    A corrected result that is kept back is told when it is shown again. What was a former person's, or of somebody who
    is at another centre now, is never told.
    """
    kept_back = Exists(covering(OF_LINE).filter(ended_at__isnull=True)) | Exists(
        Result.objects.filter(entry__candidate=OuterRef("candidate"), entry__syllabus=OuterRef("syllabus"), held=True)
    )
    is_correction = Q(what__in=[What.CORRECTED, What.WITHDRAWN])
    same_person = Q(candidate__isnull=True) | Q(person=F("candidate__person"), candidate__centre=centre)
    lines = lines_open_then(series=series, centre=centre, delay=delay)
    return lines.filter(same_person).exclude(is_correction & kept_back)


@dataclass(frozen=True, slots=True)
class CoveredByHold:
    """What a hold's beginning or end changes at one centre: unsaved lines, and for how many candidates."""

    lines: list[ChangeLine]
    candidates: int


def covered_by_hold(change: ResultChange, *, centre: Centre, delay: timedelta) -> CoveredByHold:
    """Whose results at `centre` were open, and not kept back by another hold, when this one began or ended."""
    hold = change.hold
    if hold is None:
        raise ValueError("this change is of results, not of a hold")
    entries = Entry.objects.filter(
        _scope_of(hold),
        Exists(_opened_before(change.at, change.series, centre, delay)),
        ~Exists(covering().exclude(pk=hold.pk).filter(in_force_at(change.at))),
        candidate__series=change.series_id,
        candidate__centre=centre,
        candidate__withdrawn=False,
        withdrawn=False,
    )
    lines = [
        ChangeLine(
            change=change,
            centre=centre,
            what=_what(hold, ends=change.ends_hold),
            qualification_id=qualification,
            syllabus_id=hold.syllabus_id,
            candidate=hold.candidate,
            person=hold.candidate.person if hold.candidate else None,
            candidates=count,
        )
        for qualification, count in entries.order_by("qualification")
        .values_list("qualification")
        .annotate(Count("candidate", distinct=True))
    ]
    return CoveredByHold(lines, entries.aggregate(count=Count("candidate", distinct=True))["count"])


def _scope_of(hold: Hold) -> Q:
    scope = Q()
    for part in ("qualification", "syllabus", "candidate"):
        key = getattr(hold, f"{part}_id")
        if key is not None:
            scope &= Q(**{part: key})
    return scope


def _what(hold: Hold, *, ends: bool) -> str:
    if hold.kind == Hold.Kind.STOP:
        return What.NO_LONGER_STOPPED if ends else What.STOPPED
    return What.NO_LONGER_HELD if ends else What.HELD


def _opened_before(instant: Any, series: Series, centre: Centre, delay: timedelta) -> QuerySet[Any, Any]:
    """The release of the outer query's qualification, if candidates of the centre could see it before `instant`."""
    seen_from = ExpressionWrapper(
        F("opens_at") + Value(delay, output_field=DurationField()), output_field=DateTimeField()
    )
    releases: QuerySet[Any, Any] = releases_at_centre(series=series, centre=centre).annotate(seen_from=seen_from)
    return releases.filter(qualification=OuterRef("qualification"), seen_from__lt=instant)
