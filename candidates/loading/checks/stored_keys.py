"""What the database has of the tables whose files aren't there, for the rows that point at it."""

from functools import cached_property

from django.db.models import Model

from candidates.grades.current import current_wording
from candidates.grades.words import Band, Wording
from candidates.models import Candidate, Entry, Qualification, Series, Syllabus, SyllabusQualification
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
    "syllabus codes": (Syllabus, "code"),
}


class StoredKeys:
    """Keys of stored rows, each read when it is first asked for; candidates and entries for one series at a time."""

    def __init__(self) -> None:
        self._tables: dict[tuple[str, str], Keys] = {}
        self._bands: dict[str, dict[str, Band]] = {}
        self._entered: dict[str, dict[tuple[str, ...], str]] = {}

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

    def bands(self, qualification: str) -> dict[str, Band]:
        """Which marks go with which of the qualification's grades, as the board's table has it."""
        if qualification not in self._bands:
            self._bands[qualification] = self._wording.bands(qualification)
        return self._bands[qualification]

    @cached_property
    def _wording(self) -> Wording:
        return current_wording()

    @cached_property
    def offered(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """The qualifications that each syllabus leads to, with the options that lead there, by their codes."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        rows = SyllabusQualification.objects.values_list("syllabus__code", "qualification__code", "option_codes")
        for syllabus, qualification, options in rows:
            found.setdefault(syllabus, {})[qualification] = tuple(options)
        return found

    def entered(self, series: str) -> dict[tuple[str, ...], str]:
        """The code of the qualification of each stored entry of `series`, by the entry's key."""
        if series not in self._entered:
            rows = Entry.objects.filter(candidate__series__name=series).order_by()
            self._entered[series] = {
                tuple(key): code for *key, code in rows.values_list(*ENTRY, "qualification__code").iterator(2000)
            }
        return self._entered[series]
