"""The board's words as its tables have them now, kept in the process for as long as their version stays the same.

The version is a text that each change makes anew. The gate reads it together with results, so that a candidate's page
asks the database nothing more.
"""

from functools import lru_cache
from uuid import uuid4

from candidates.grades.first import FIRST, FIRST_VERSION
from candidates.grades.words import Band, GradeDetail, OutcomeWords, Wording
from candidates.models import GradeWording, OutcomeWording, WordingVersion

ONLY_ROW = 1


def wording(version: str) -> Wording:
    """The words of this version, or newer ones if they have changed since it was read; "" for those of the start."""
    if version in ("", FIRST_VERSION):
        return FIRST
    return _read(version)


def current_wording() -> Wording:
    """The words as they are now. One query, and two more when they have changed since this process last asked."""
    version = WordingVersion.objects.filter(pk=ONLY_ROW).values_list("version", flat=True).first()
    return wording(version or "")


def words_changed() -> None:
    """Have every process read the tables again. Call it in the transaction that changes them."""
    WordingVersion.objects.update_or_create(pk=ONLY_ROW, defaults={"version": uuid4().hex})


@lru_cache(maxsize=4)
def _read(_version: str) -> Wording:
    grades = {(row.qualification_code, row.symbol): _detail(row) for row in GradeWording.objects.order_by("pk")}
    outcomes = {
        row.outcome: OutcomeWords(name=row.name, meaning=row.meaning, next=row.next)
        for row in OutcomeWording.objects.all()
    }
    return Wording(grades=grades, outcomes={**FIRST.outcomes, **outcomes})


def _detail(row: GradeWording) -> GradeDetail:
    if row.band_from is None or row.band_to is None:
        return GradeDetail(row.words)
    return GradeDetail(row.words, Band(row.band_from, row.band_to))
