"""Writes what a folder holds, file by file in the order of their references, within the caller's transaction."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.text import slugify

from candidates.embargo import clock
from candidates.embargo.releases import move_release
from candidates.history.former_results import withdraw_former_results
from candidates.identity import Person, people_of, replace_people
from candidates.loading import schema
from candidates.loading.entry_qualifications import decide, key_of
from candidates.loading.errors import LoadRefused, Problem, quoted
from candidates.loading.report import Counts, LoadReport
from candidates.loading.rows import CandidateRow, EntryRow, Folder, ResultRow
from candidates.loading.upsert import Stored, Values, merge, stored
from candidates.models import Candidate, Entry, Qualification, Release, Result, Series, Syllabus, SyllabusQualification
from centres.models import Associate, Centre
from results_portal.audit import Actor

Table = dict[Values, Values]
CANDIDATE_FIELDS: tuple[str, ...] = ("family_name", "given_names", "date_of_birth", "email", "teaching_group")
RESULT_FIELDS = ("grade", "percentage_uniform_mark", "outcome", "endorsement")


def apply(folder: Folder, *, by: Actor) -> LoadReport:
    """Bring the database to what the folder says; raises `LoadRefused` where a series' address is taken by another."""
    writing = _Writing(folder, by=by)
    writing.associates()
    writing.centres()
    writing.qualifications()
    writing.syllabuses()
    writing.series()
    writing.candidates()
    writing.entries()
    writing.results()
    # Last, for entries in the audit trail lock its chain until the transaction ends.
    writing.people()
    writing.releases()
    return writing.report


class _Writing:
    """One load under way: the primary keys of everything written so far, by what the files call it."""

    def __init__(self, folder: Folder, *, by: Actor) -> None:
        self.folder = folder
        self.by = by
        self.report = LoadReport(files={sheet.name: Counts() for sheet in schema.ALL})
        self.pk_of: dict[type[Model], dict[Values, int]] = {}
        self.now = clock.now()
        # Who was in the candidates' rows before this load, and which entries and results the files name.
        self.people_before: dict[int, Person] = {}
        self.named_entries: set[Values] = set()
        self.named_results: set[int] = set()
        # Which qualification each entry is for; its release is what the result waits for.
        self.qualification_of: dict[Values, int] = {}

    def associates(self) -> None:
        wanted: Table = {(row.associate_code,): (row.name,) for row in self.folder.associates}
        self._merge("associates", Associate, wanted, stored(Associate.objects.all(), key=("code",), fields=("name",)))

    def centres(self) -> None:
        associates = self.pk_of[Associate]
        wanted: Table = {
            (row.centre_number,): (
                row.name,
                row.country,
                row.time_zone,
                associates[row.associate_code,] if row.associate_code else None,
                row.results_service,
            )
            for row in self.folder.centres
        }
        fields = ("name", "country", "time_zone", "associate_id", "results_service")
        self._merge("centres", Centre, wanted, stored(Centre.objects.all(), key=("number",), fields=fields))

    def qualifications(self) -> None:
        wanted: Table = {(row.qualification_code,): (row.title, [*row.grades]) for row in self.folder.qualifications}
        present = stored(Qualification.objects.all(), key=("code",), fields=("title", "grades"))
        self._merge("qualifications", Qualification, wanted, present)

    def syllabuses(self) -> None:
        titles: Table = {(row.syllabus_code,): (row.title,) for row in self.folder.syllabuses}
        self._merge("syllabuses", Syllabus, titles, stored(Syllabus.objects.all(), key=("code",), fields=("title",)))
        pks, of = self.pk_of[Syllabus], self.pk_of[Qualification]
        leads_to: Table = {
            (pks[row.syllabus_code,], of[row.qualification_code,]): ([*row.option_codes],)
            for row in self.folder.syllabuses
        }
        present = stored(
            SyllabusQualification.objects.all(), key=("syllabus_id", "qualification_id"), fields=("option_codes",)
        )
        # A row of the file is one qualification of a syllabus; a new title counts once.
        renamed = self.report.files["syllabuses"].changed
        counts = merge(SyllabusQualification, wanted=leads_to, present=present)
        self.report.files["syllabuses"] = counts + Counts(changed=renamed, unchanged=-min(renamed, counts.unchanged))

    def series(self) -> None:
        """Make the series, each of which the releases name."""
        lines: dict[str, int] = {}
        for row in self.folder.releases:
            lines.setdefault(row.series, row.line)
        named = {slugify(name): name for name in lines}
        present = stored(Series.objects.all(), key=("slug",), fields=("name",))
        for (slug,), (name,) in present.values.items():
            if named.get(slug, name) != name:
                text = f"the series {quoted(named[slug])} would have the address of {quoted(name)}, {slug}"
                raise LoadRefused([Problem("releases.csv", lines[named[slug]], text)])
        merge(Series, wanted={(slug,): (name,) for slug, name in named.items()}, present=present)
        self.pk_of[Series] = {(name,): present.pks[slug,] for slug, name in named.items()}
        self.report.series = sorted(named)

    def candidates(self) -> None:
        rows = self.folder.candidates
        fields = CANDIDATE_FIELDS
        for optional in ("candidate_uid", "withdrawn"):
            if any(getattr(row, optional) is not None for row in rows):
                fields = (*fields, optional)
        self.people_before = people_of(self._of_series(Candidate, "series"))
        wanted: Table = {self._candidate_key(row): tuple(getattr(row, name) for name in fields) for row in rows}
        present = stored(self._of_series(Candidate, "series"), key=("series_id", "centre_id", "number"), fields=fields)
        self._merge("candidates", Candidate, wanted, present)

    def entries(self) -> None:
        present = stored(
            self._of_series(Entry, "candidate__series"),
            key=("candidate_id", "syllabus_id"),
            fields=("option_code", "qualification_id"),
        )
        self.qualification_of = self._decided_qualifications(present)
        wanted: Table = {}
        for row in self.folder.entries:
            key = self._entry_key(row)
            wanted[key] = (row.option_code, self.qualification_of[key])
        self._merge("entries", Entry, wanted, present)
        self.named_entries = set(wanted)
        self._forget_unused_qualifications()

    def _decided_qualifications(self, present: Stored) -> dict[Values, int]:
        """The qualification of each entry in the files; raises `LoadRefused` where one can't be told or opens early."""
        pks = self.pk_of[Qualification]
        code_of = {pk: code for (code,), pk in pks.items()}
        name_of = {pk: name for (name,), pk in self.pk_of[Series].items()}
        stored_codes = {}
        for row in self.folder.entries:
            values = present.values.get(self._entry_key(row))
            if values is not None:
                stored_codes[key_of(row)] = code_of[values[1]]
        rows = self._of_series(Release, "series").order_by().values_list("series_id", "qualification_id", "releases_at")
        releases = {(name_of[series], code_of[qualification]): at for series, qualification, at in rows}
        decided = decide(self.folder, stored=stored_codes, releases=releases)
        if decided.problems:
            raise LoadRefused(decided.problems)
        return {self._entry_key(row): pks[decided.codes[key_of(row)],] for row in self.folder.entries}

    def _forget_unused_qualifications(self) -> None:
        """A syllabus no longer leads where its file doesn't say so, unless somebody is entered for it there."""
        pks, of = self.pk_of[Syllabus], self.pk_of[Qualification]
        named = {(pks[row.syllabus_code,], of[row.qualification_code,]) for row in self.folder.syllabuses}
        same = Entry.objects.filter(syllabus=OuterRef("syllabus"), qualification=OuterRef("qualification"))
        found = SyllabusQualification.objects.filter(~Exists(same), syllabus__in={pk for pk, _ in named})
        rows = found.order_by().values_list("pk", "syllabus_id", "qualification_id")
        unused = [pk for pk, *pair in rows if tuple(pair) not in named]
        SyllabusQualification.objects.filter(pk__in=unused).delete()

    def results(self) -> None:
        """A result that differs from what candidates could see before this load is marked as corrected now."""
        fields = (*RESULT_FIELDS, "corrected_at")
        present = stored(self._of_series(Result, "entry__candidate__series"), key=("entry_id",), fields=fields)
        released = Release.objects.filter(releases_at__lte=self.now).order_by()
        out = set(released.values_list("series_id", "qualification_id"))
        wanted: Table = {}
        for row in self.folder.results:
            key = (self.pk_of[Entry][self._entry_key(row)],)
            says = tuple(getattr(row, name) for name in RESULT_FIELDS)
            *said, corrected_at = present.values.get(key, (*says, None))
            if tuple(said) != says and self._release_key(row) in out:
                corrected_at = self.now
                self.report.corrected += 1
            wanted[key] = (*says, corrected_at)
        self._merge("results", Result, wanted, present)
        self.named_results = {entry for (entry,) in wanted}

    def people(self) -> None:
        """Where another person stands under a number, end what was the former one's, and withdraw their results."""
        replaced = replace_people(self.people_before, by=self.by)
        withdraw_former_results(
            [person.candidate_pk for person in replaced], entries=self.named_entries, results=self.named_results
        )
        self.report.replaced = replaced

    def releases(self) -> None:
        """New releases are written, those that moved go through `move_release`, which records before and after."""
        present = stored(
            self._of_series(Release, "series"), key=("series_id", "qualification_id"), fields=("releases_at",)
        )
        series, qualifications = self.pk_of[Series], self.pk_of[Qualification]
        wanted: Table = {
            (series[row.series,], qualifications[row.qualification_code,]): (row.releases_at,)
            for row in self.folder.releases
        }
        moved = [key for key, at in wanted.items() if present.values.get(key, at) != at]
        for key in moved:
            self._move(key, *wanted[key])
            present.values[key] = wanted[key]
        self._merge("releases", Release, wanted, present)
        self.report.files["releases"] += Counts(changed=len(moved), unchanged=-len(moved))

    def _merge(self, file: str, model: type[Model], wanted: Table, present: Stored) -> None:
        self.report.files[file] = merge(model, wanted=wanted, present=present)
        self.pk_of[model] = present.pks

    def _of_series(self, model: type[Model], path: str) -> QuerySet[Any]:
        return model._default_manager.filter(**{f"{path}__in": self.pk_of[Series].values()})

    def _candidate_key(self, row: CandidateRow | EntryRow | ResultRow) -> Values:
        return (self.pk_of[Series][row.series,], self.pk_of[Centre][row.centre_number,], row.candidate_number)

    def _entry_key(self, row: EntryRow | ResultRow) -> Values:
        return (self.pk_of[Candidate][self._candidate_key(row)], self.pk_of[Syllabus][row.syllabus_code,])

    def _release_key(self, row: ResultRow) -> Values:
        return (self.pk_of[Series][row.series,], self.qualification_of[self._entry_key(row)])

    def _move(self, key: Values, instant: datetime) -> None:
        series, qualification = Series.objects.get(pk=key[0]), Qualification.objects.get(pk=key[1])
        move_release(series=series, qualification=qualification, releases_at=instant, by=self.by)
