"""What a hold or a stop covers: any part of series, qualification, syllabus, centre and candidate."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from candidates.holds.exceptions import ScopeDoesNotFit
from candidates.models import Candidate, Entry, Hold, Qualification, Series, Syllabus
from centres.models import Centre


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A part that is None covers everything of its kind in the series."""

    series: Series
    qualification: Qualification | None = None
    syllabus: Syllabus | None = None
    centre: Centre | None = None
    candidate: Candidate | None = None

    def check(self) -> None:
        """Raise `ScopeDoesNotFit` where the parts exclude one another: such a hold would hold nothing."""
        candidate = self.candidate
        if candidate and candidate.series_id != self.series.pk:
            raise ScopeDoesNotFit(f"Candidate {candidate.number} isn't in {self.series}.")
        if candidate and self.centre and candidate.centre_id != self.centre.pk:
            raise ScopeDoesNotFit(f"Candidate {candidate.number} isn't at {self.centre.number}.")

    @property
    def is_one_candidate(self) -> bool:
        """Whether it is about one candidate alone."""
        return self.candidate is not None

    def fields(self) -> dict[str, Any]:
        """The parts as a hold's fields."""
        return {
            "series": self.series,
            "qualification": self.qualification,
            "syllabus": self.syllabus,
            "centre": self.centre,
            "candidate": self.candidate,
        }


def scope_of(hold: Hold) -> Scope:
    """What `hold` covers."""
    return Scope(
        series=hold.series,
        qualification=hold.qualification,
        syllabus=hold.syllabus,
        centre=hold.centre,
        candidate=hold.candidate,
    )


def entries_in(scope: Scope) -> Q:
    """The condition on entries that `scope` covers."""
    covered = Q(candidate__series=scope.series)
    if scope.qualification:
        covered &= Q(qualification=scope.qualification)
    if scope.syllabus:
        covered &= Q(syllabus=scope.syllabus)
    if scope.centre:
        covered &= Q(candidate__centre=scope.centre)
    if scope.candidate:
        covered &= Q(candidate=scope.candidate)
    return covered


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many entries, candidates and centres a scope covers."""

    entries: int
    candidates: int
    centres: int


def reach_of(scope: Scope) -> Reach:
    """Count what `scope` covers, in one statement."""
    return reach_of_entries(entries_in(scope))


def reach_of_entries(condition: Q) -> Reach:
    """Count the entries that meet `condition`, and whose they are, in one statement."""
    counted = Entry.objects.filter(condition).aggregate(
        entries=Count("pk"),
        candidates=Count("candidate", distinct=True),
        centres=Count("candidate__centre", distinct=True),
    )
    return Reach(**counted)
