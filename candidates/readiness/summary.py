"""Whether the release of one qualification in one series is ready, on one page."""

from dataclasses import dataclass

from django.db.models import Q

from candidates.holds.change import PERMISSION as STOP
from candidates.holds.scope import Scope
from candidates.models import Hold, Qualification, Series
from candidates.readiness.bands import OddResult
from candidates.readiness.counts import ReleaseCounts, counts_of
from centres.models import User

# Who may see that results are there, and who what they say.
RESULTS = "candidates.view_result"
GRADES = "candidates.view_result_grades"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessReport:
    """What is missing and what looks odd. `odd_results` is None for somebody who may not learn what results say.

    `counts` is None as long as a worker counts a large series for the first time.
    """

    counts: ReleaseCounts | None
    odd_results: tuple[OddResult, ...] | None
    holds: tuple[Hold, ...] | None

    @property
    def odd_count(self) -> int:
        """How many results look odd; none for somebody who may not learn it."""
        return self.counts.odd_count if self.counts and self.odd_results is not None else 0

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left to look at."""
        counts = self.counts
        if counts is None or counts.missing or counts.held_alone or self.odd_count or self.holds:
            return False
        return all(fact.is_well for fact in counts.facts)


def readiness_of(*, series: Series, qualification: Qualification, user: User) -> ReadinessReport:
    """The report for `user`, who may see that results are there."""
    scope = Scope(series=series, qualification=qualification)
    counts = counts_of(series, qualification)
    odd = counts.odd_results if counts else ()
    return ReadinessReport(
        counts=counts,
        odd_results=odd if user.has_perm(GRADES) else None,
        holds=_holds(scope) if user.has_perm(STOP) else None,
    )


def _holds(scope: Scope) -> tuple[Hold, ...]:
    """The holds and stops in force that cover some of it."""
    own = Q(qualification=None) | Q(qualification=scope.qualification)
    leads_here = Q(syllabus=None) | Q(syllabus__qualifications=scope.qualification)
    in_force = Hold.objects.filter(own, leads_here, series=scope.series, ended_at=None).distinct()
    return tuple(in_force.select_related("series", "qualification", "syllabus", "centre", "candidate__centre"))
