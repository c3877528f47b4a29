"""What the database has of the tables whose files aren't there, for the rows that point at it."""

from functools import cached_property

from django.db.models import Model

from candidates.models import Candidate, Entry, Qualification, Series, Syllabus
from centres.models import Associate, Centre

Keys = set[tuple[str, ...]]
CANDIDATE = ("series__name", "centre__number", "number")
ENTRY = ("candidate__series__name", "candidate__centre__number", "candidate__number", "syllabus__code")
# Small tables, and the column by which files name their rows.
WHOLE: dict[str, tuple[type[Model], str]] = {
    "associates": (Associate, "code"),
    "centres": (Centre, "number"),
    "qualifications": (Qualification, "code"),
    "series": (Series, "name"),
    "syllabuses": (Syllabus, "code"),
}


class StoredKeys:
    """Keys of stored rows, each read when it is first asked for; candidates and entries for one series at a time."""

    def __init__(self) -> None:
        self._tables: dict[tuple[str, str], Keys] = {}

    def of(self, table: str, series: str) -> Keys:
        """The keys of a table, of candidates and entries those of `series`."""
        asked = (table, "")
        if table in {"candidates", "entries"}:
            asked = (table, series)
        if asked not in self._tables:
            self._tables[asked] = self._read(table, series)
        return self._tables[asked]

    @staticmethod
    def _read(table: str, series: str) -> Keys:
        if table == "candidates":
            return set(Candidate.objects.filter(series__name=series).order_by().values_list(*CANDIDATE))
        if table == "entries":
            return set(Entry.objects.filter(candidate__series__name=series).order_by().values_list(*ENTRY))
        model, key = WHOLE[table]
        return set(model._default_manager.order_by().values_list(key))

    @cached_property
    def scales(self) -> dict[str, tuple[str, ...]]:
        """Each qualification's grades, best first."""
        return {code: tuple(grades) for code, grades in Qualification.objects.values_list("code", "grades")}

    @cached_property
    def qualification_of(self) -> dict[str, str]:
        """Each syllabus' qualification, by their codes."""
        return dict(Syllabus.objects.values_list("code", "qualification__code"))
