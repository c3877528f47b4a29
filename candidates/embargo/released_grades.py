"""How many results say a grade or an outcome, for those who would change what it is called. Counts alone."""

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from candidates.models import Release, Result

# Counting stops here: whether it is more makes no difference.
MOST = 10_000


def released_with_grade(qualification_code: str, grade: str) -> int:
    """Results of this qualification with this grade that are released."""
    return _count(_released().filter(entry__qualification__code=qualification_code, grade=grade))


def released_with_outcome(outcome: str) -> int:
    """Released results with this outcome."""
    return _count(_released().filter(outcome=outcome))


def with_grades(qualification_code: str, grades: set[str]) -> dict[str, int]:
    """How many results of this qualification, released or not, say each of these grades, for those that any says."""
    results = Result.objects.filter(entry__qualification__code=qualification_code)
    counts = {grade: _count(results.filter(grade=grade)) for grade in sorted(grades)}
    return {grade: count for grade, count in counts.items() if count}


def _released() -> QuerySet[Result]:
    past = Release.objects.filter(
        series=OuterRef("entry__candidate__series"),
        qualification=OuterRef("entry__qualification"),
        releases_at__lte=Now(),
    )
    return Result.objects.filter(Exists(past))


def _count(results: QuerySet[Result]) -> int:
    return results.order_by()[:MOST].count()
