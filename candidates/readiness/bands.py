"""Results whose percentage uniform mark doesn't go with their grade. What they say stays here."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from candidates.awards import LOWER_AWARDS
from candidates.grades.current import current_wording
from candidates.grades.words import Band
from candidates.holds.scope import Scope
from candidates.models import Outcome, Result
from candidates.readiness.missing import entries_of

LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OddResult:
    """Whose result it is, and its key."""

    key: int
    centre: str
    candidate: str
    syllabus: str


def outside_band(scope: Scope) -> QuerySet[Result]:
    """The results in `scope`, of one qualification, with a mark outside the grade's band. Not every scale has bands."""
    bands = _bands(scope)
    if not bands:
        return Result.objects.none()
    odd = Q()
    for grade, band in bands.items():
        odd |= Q(grade=grade) & ~Q(percentage_uniform_mark__range=(band.lowest, band.highest))
    lowest = min(band.lowest for band in bands.values())
    odd |= Q(outcome=Outcome.UNGRADED, percentage_uniform_mark__gte=lowest)
    odd |= ~Q(outcome__in=["", Outcome.UNGRADED])
    results = Result.objects.filter(odd, entry__in=entries_of(scope), percentage_uniform_mark__isnull=False)
    return results.filter(withdrawn=False)


def listed(results: QuerySet[Result]) -> list[OddResult]:
    """The first of them by centre, number and syllabus."""
    rows = results.select_related("entry__candidate__centre", "entry__syllabus").order_by(
        "entry__candidate__centre__number", "entry__candidate__number", "entry__syllabus__code"
    )
    return [
        OddResult(
            key=result.pk,
            centre=result.entry.candidate.centre.number,
            candidate=result.entry.candidate.number,
            syllabus=str(result.entry.syllabus),
        )
        for result in rows[:LISTED]
    ]


def _bands(scope: Scope) -> dict[str, Band]:
    """By grade: those of the qualification, and of the lower one that may be awarded in its place."""
    if scope.qualification is None:
        return {}
    code, words = scope.qualification.code, current_wording()
    bands = words.bands(code)
    if bands and code in LOWER_AWARDS:
        bands = {**words.bands(LOWER_AWARDS[code]), **bands}
    return bands
