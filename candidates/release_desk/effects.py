"""What a change at the release desk would do, counted and in words, before it is done."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from candidates.embargo import clock
from candidates.embargo.exception_changes import ForWhom, exception_of, instant_asked
from candidates.embargo.release_changes import needs_second_person
from candidates.holds.change import hold_of
from candidates.holds.scope import Reach, Scope, entries_in, reach_of, reach_of_entries, scope_of
from candidates.models import ChangeRequest, Qualification, Release, Series
from candidates.release_desk.rows import Instant, instant_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What changes: from what to what (None: not set), in words, for how many candidates in how many centres."""

    what: str
    before: Instant | None
    after: Instant | None
    consequence: str
    reach: Reach
    needs_second_person: bool


def effect_of_move(series: Series, qualification: Qualification, releases_at: datetime) -> Effect:
    """What moving the release of `qualification` to `releases_at` would do."""
    release = Release.objects.filter(series=series, qualification=qualification).first()
    before = release.releases_at if release else None
    return Effect(
        what=f"{qualification.title}, {series.name}",
        before=instant_in_words(before) if before else None,
        after=instant_in_words(releases_at),
        consequence=_consequence(before, releases_at, clock.now()),
        reach=reach_of(Scope(series=series, qualification=qualification)),
        needs_second_person=needs_second_person(before=before, after=releases_at),
    )


def effect_of_request(request: ChangeRequest) -> Effect:
    """What confirming `request` would do."""
    if request.kind == ChangeRequest.Kind.MOVE_RELEASE:
        qualification = Qualification.objects.get(code=request.target)
        return effect_of_move(request.series, qualification, datetime.fromisoformat(request.after["releases_at"]))
    if request.kind == ChangeRequest.Kind.MOVE_EXCEPTION:
        return _effect_on_exception(request)
    hold = hold_of(request)
    return Effect(
        what=f"{hold.get_kind_display()}: {hold.scope}",
        before=None,
        after=None,
        consequence=f"The {hold.get_kind_display().lower()} ends. Results that are released are seen at once.",
        reach=reach_of(scope_of(hold)),
        needs_second_person=True,
    )


def effect_of_exception(release: Release, whom: ForWhom, releases_at: datetime) -> Effect:
    """What letting `release` open at `releases_at` for `whom` would do."""
    existing = release.exceptions.filter(**whom.fields()).first()
    before = max(existing.releases_at, release.releases_at) if existing else release.releases_at
    return _exception_effect(release, whom, before, releases_at)


def _effect_on_exception(request: ChangeRequest) -> Effect:
    exception = exception_of(request)
    if exception is None:
        return Effect(
            what="An exception that was ended since",
            before=None,
            after=None,
            consequence="Nothing changes any more.",
            reach=Reach(entries=0, candidates=0, centres=0),
            needs_second_person=True,
        )
    release = exception.release
    after = instant_asked(request) or release.releases_at
    whom = ForWhom(country=exception.country, centre=exception.centre)
    return _exception_effect(release, whom, exception.releases_at, after)


def _exception_effect(release: Release, whom: ForWhom, before: datetime, after: datetime) -> Effect:
    name = whom.country or str(whom.centre)
    covered = entries_in(Scope(series=release.series, qualification=release.qualification, centre=whom.centre))
    if whom.country:
        covered &= Q(candidate__centre__country=whom.country)
    return Effect(
        what=f"{release.qualification.title}, {release.series.name}, for {name} alone",
        before=instant_in_words(before),
        after=instant_in_words(after),
        consequence=_consequence(before, after, clock.now()),
        reach=reach_of_entries(covered),
        needs_second_person=after < before,
    )


def _consequence(before: datetime | None, after: datetime, now: datetime) -> str:
    if after <= now:
        return "Candidates with access see their results at once."
    if before is None:
        return "Results open at this instant. Until now no instant was set."
    if after < before:
        return "Results open sooner than people were told. Letters that were printed name the old instant."
    if before <= now:
        return "Results that candidates can see now are shut again until the new instant."
    return "Results open later than people were told. Letters that were printed name the old instant."
