"""Results that the database has and a file doesn't."""

from collections.abc import Collection, Iterator
from itertools import batched

from candidates.loading.lookup.key_set import KeySet
from candidates.loading.lookup.present import RESULT
from candidates.loading.planning.plan import PlannedRow
from candidates.models import Result

BATCH = 2000
# With more centres than these, all of the series are gone through.
NAMED_CENTRES = 500
KEY = tuple(f"entry__{name}" for name in ("candidate__series__name", "candidate__centre__number", "candidate__number"))
Place = tuple[str, str]


def results_beside(entries: KeySet, *, places: Collection[Place], syllabuses: Collection[str]) -> Iterator[PlannedRow]:
    """The results in these series and centres whose entries are not among `entries`, unless they are withdrawn.

    `syllabuses` names those that the file speaks of, none for all.
    """
    for some in batched(_entries_beside(entries, places, syllabuses), BATCH):
        rows = Result.objects.filter(entry__in=some).order_by("entry")
        columns = ("pk", "entry_id", "entry__qualification__code", *KEY, "entry__syllabus__code", *RESULT)
        for pk, entry, qualification, *rest in rows.values_list(*columns):
            key, values = tuple(rest[:4]), tuple(rest[4:])
            yield PlannedRow(key=key, line=0, new=values, pk=pk, entry=entry, qualification=qualification)


def _entries_beside(entries: KeySet, places: Collection[Place], syllabuses: Collection[str]) -> Iterator[int]:
    centres = {centre for _, centre in places}
    rows = Result.objects.filter(withdrawn=False, entry__candidate__series__name__in={series for series, _ in places})
    if len(centres) <= NAMED_CENTRES:
        rows = rows.filter(entry__candidate__centre__number__in=centres)
    if syllabuses:
        rows = rows.filter(entry__syllabus__code__in=syllabuses)
    for entry, series, centre in rows.order_by("entry_id").values_list("entry_id", *KEY[:2]).iterator(BATCH):
        if entry not in entries and (series, centre) in places:
            yield entry
