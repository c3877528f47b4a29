"""What becomes of entries and results when another person stands in a candidate's row."""

from collections.abc import Collection, Sequence
from itertools import batched
from typing import Any

from candidates.models import Entry, Result

CHUNK = 500


def withdraw_former_results(candidates: Sequence[int], *, entries: Collection[Any], results: Collection[int]) -> None:
    """Withdraw entries and results that were the former person's: those of these candidates that a load doesn't name.

    `entries` are named as (candidate, syllabus), `results` by their entry, all by primary key. What the load names is
    news to the person who is there now, never a correction.
    """
    for chunk in batched(candidates, CHUNK):
        known = Entry.objects.filter(candidate__in=chunk).order_by().values_list("pk", "candidate_id", "syllabus_id")
        former = [pk for pk, candidate, syllabus in known if (candidate, syllabus) not in entries]
        unnamed = [pk for pk, _candidate, _syllabus in known if pk not in results]
        for some in batched(former, CHUNK):
            Entry.objects.filter(pk__in=some).update(withdrawn=True)
        for some in batched(unnamed, CHUNK):
            Result.objects.filter(entry__in=some).update(withdrawn=True)
        Result.objects.filter(entry__candidate__in=chunk).update(corrected_at=None)
