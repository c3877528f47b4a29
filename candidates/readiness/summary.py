"""Whether the release of one qualification in one series is ready, on one page."""

from dataclasses import dataclass

from django.db.models import Q

from candidates.holds.change import PERMISSION as STOP
from candidates.holds.scope import Scope
from candidates.models import Hold, Qualification, Result, Series
from candidates.readiness.bands import OddResult, listed, outside_band
from candidates.readiness.facts import Fact, facts_of
from candidates.readiness.missing import MissingCount, entries_of, missing_by_place
from centres.models import User

PLACES = 100
# Who may see that results are there, and who what they say.
RESULTS = "candidates.view_result"
GRADES = "candidates.view_result_grades"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessReport:
    """What is missing and what looks odd. `odd_results` is None for somebody who may not learn what results say."""

    entries: int
    missing: int
    places: tuple[MissingCount, ...]
    more_places: int
    odd_count: int
    odd_results: list[OddResult] | None
    holds: tuple[Hold, ...] | None
    held_alone: int
    facts: tuple[Fact, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left to look at."""
        return not (self.missing or self.odd_count or self.holds or self.held_alone) and all(
            fact.is_well for fact in self.facts
        )


def readiness_of(*, series: Series, qualification: Qualification, user: User) -> ReadinessReport:
    """The report for `user`, who may see that results are there."""
    scope = Scope(series=series, qualification=qualification)
    places = missing_by_place(scope)
    may_see_grades = user.has_perm(GRADES)
    odd = outside_band(scope)
    odd_count = odd.count() if may_see_grades else 0
    return ReadinessReport(
        entries=entries_of(scope).count(),
        missing=sum(place.entries for place in places),
        places=tuple(places[:PLACES]),
        more_places=max(0, len(places) - PLACES),
        odd_count=odd_count,
        odd_results=listed(odd) if may_see_grades else None,
        holds=_holds(scope) if user.has_perm(STOP) else None,
        held_alone=Result.objects.filter(entry__in=entries_of(scope), held=True).count(),
        facts=tuple(facts_of(scope)),
    )


def _holds(scope: Scope) -> tuple[Hold, ...]:
    """The holds and stops in force that cover some of it."""
    own = Q(qualification=None) | Q(qualification=scope.qualification)
    leads_here = Q(syllabus=None) | Q(syllabus__qualifications=scope.qualification)
    in_force = Hold.objects.filter(own, leads_here, series=scope.series, ended_at=None).distinct()
    return tuple(in_force.select_related("series", "qualification", "syllabus", "centre", "candidate__centre"))
