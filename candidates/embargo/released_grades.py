"""Whether results say a grade or an outcome, for those who would change what it is called.

Yes or no alone, and about released results: whoever edits words need not be allowed to see grades.
"""

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from candidates.models import Release, Result


def is_released_with_grade(qualification_code: str, grade: str) -> bool:
    """Whether a released result of this qualification has this grade."""
    return _released().filter(entry__qualification__code=qualification_code, grade=grade).exists()


def is_released_with_outcome(outcome: str) -> bool:
    """Whether a released result has this outcome."""
    return _released().filter(outcome=outcome).exists()


def has_results(qualification_code: str) -> bool:
    """Whether there are results of this qualification, released or not, whatever they say."""
    return Result.objects.filter(entry__qualification__code=qualification_code).exists()


def _released() -> QuerySet[Result]:
    past = Release.objects.filter(
        series=OuterRef("entry__candidate__series"),
        qualification=OuterRef("entry__qualification"),
        releases_at__lte=Now(),
    )
    return Result.objects.filter(Exists(past))
