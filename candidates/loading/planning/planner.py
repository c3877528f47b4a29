"""Makes the plan of a load: table by table, then what is missing, then which words it needs. Writes nothing."""

from datetime import datetime

from django.db.models import Max
from django.utils.text import slugify

from candidates.loading.checks.counts import far_from_last_load
from candidates.loading.checks.rehearsals import mixed_up
from candidates.loading.errors import LoadRefused, Problem, quoted
from candidates.loading.lookup.key_set import KeySet
from candidates.loading.options import NEW_SERIES, REVERT_CORRECTIONS, LoadOptions
from candidates.loading.parsing.parse import ParsedFiles
from candidates.loading.planning import missing, releases
from candidates.loading.planning.candidates import plan_candidates, replaced_candidates
from candidates.loading.planning.places import check_closed_centres, opened_by_places
from candidates.loading.planning.plan import KeptRow, LoadPlan, Need
from candidates.loading.planning.qualifications import (
    EntryQualifications,
    check_scales,
    entry_qualifications,
    opened_by_entries,
)
from candidates.loading.planning.releases import plan_releases
from candidates.loading.planning.results import Exams, corrected_among, plan_results, released_among
from candidates.loading.planning.stored import Stored
from candidates.loading.planning.tables import plan_entries, plan_table
from candidates.models import Load
from results_portal.text.rehearsal import PREFIX, SLUG_PREFIX, is_rehearsal_name

NAMED = 20
NAMED_LIKE_ONE = f"the series is named like a rehearsal and isn't one: a rehearsal's name begins with {PREFIX!r}"
SIMPLE = ("associates", "centres", "qualifications", "syllabuses")


def make_plan(parsed: ParsedFiles, *, options: LoadOptions, now: datetime) -> tuple[LoadPlan, Stored]:
    """The plan, and the stored rows that it was made from. Raises `LoadRefused` where a series' address is taken."""
    names = sorted({series for series, _ in parsed.places} | {row.series for row in parsed.of("releases")})
    planner = _Planner(parsed, options, now, names)
    planner.plan_series(names)
    planner.refuse_mixed_rows(names)
    planner.plan_tables()
    planner.plan_missing()
    planner.plan_extract()
    planner.plan_counts()
    return planner.plan, planner.stored


class _Planner:
    """One plan in the making."""

    def __init__(self, parsed: ParsedFiles, options: LoadOptions, now: datetime, series: list[str]) -> None:
        self.parsed = parsed
        self.options = options
        self.stored = Stored(series)
        self.qualifications = EntryQualifications({})
        self.entries = KeySet()
        self.plan = LoadPlan(parsed.name, now, warnings=list(parsed.warnings), extract=parsed.extract)

    def plan_series(self, names: list[str]) -> None:
        """Find the series that are new. The first ones of an empty database can't be mistaken for others."""
        stored = self.stored["series"]
        taken = {values[0]: key[0] for key, values in stored.values.items()}
        lines: dict[str, int] = {}
        for row in self.parsed.of("releases"):
            lines.setdefault(row.series, row.line)
        for name in names:
            slug = slugify(name)
            self.plan.series[name] = slug
            other = taken.get(slug, name)
            if other != name:
                text = f"the series {quoted(name)} would have the address of {quoted(other)}, {slug}"
                raise LoadRefused([Problem(self._file("releases"), lines.get(name, 1), text)])
            if slug.startswith(SLUG_PREFIX) != is_rehearsal_name(name):
                raise LoadRefused([Problem(self._file("releases"), lines.get(name, 1), NAMED_LIKE_ONE)])
            if slug not in taken:
                self.plan.new_series.append(name)
        if self.plan.new_series and stored.pks and not self.options.new_series:
            known = ", ".join(sorted(key[0] for key in stored.pks))
            reason = f"The files would add series. There are already: {known}"
            self._need(Need(word=NEW_SERIES, reason=reason, lines=tuple(self.plan.new_series)))

    def refuse_mixed_rows(self, names: list[str]) -> None:
        """Raise `LoadRefused` where the files bring a rehearsal and a real series together."""
        problems = list(mixed_up(names, self.parsed.of("candidates"), self.parsed.files))
        if problems:
            raise LoadRefused(problems)

    def plan_tables(self) -> None:
        """Compare every table that is there with the database."""
        parsed, plan, revert = self.parsed, self.plan, self.options.revert_corrections
        for name in SIMPLE:
            if name in parsed.rows:
                plan.tables[name] = plan_table(name, parsed.rows[name], self.stored[name], file=self._file(name))
        check_scales(plan.tables.get("qualifications"))
        reverts: list[KeptRow] = []
        if "candidates" in parsed.rows:
            stored = self.stored["candidates"]
            file = self._file("candidates")
            plan.tables["candidates"], found = plan_candidates(
                parsed.rows["candidates"], stored, file=file, revert=revert
            )
            check_closed_centres(plan.tables["candidates"])
            plan.replaced = replaced_candidates(plan.tables["candidates"], self.stored)
            reverts += found
        self.qualifications = entry_qualifications(parsed, self.stored, replaced=plan.replaced)
        self._plan_releases()
        if "entries" in parsed.rows:
            stored = self.stored["entries"]
            plan.tables["entries"] = plan_entries(
                parsed.rows["entries"],
                stored,
                self.qualifications.after,
                file=self._file("entries"),
                revert=revert,
                replaced=plan.replaced,
            )
        if "results" in parsed.rows:
            found_results = plan_results(parsed, self.stored, self._exams(), file=self._file("results"), revert=revert)
            plan.tables["results"], self.entries = found_results.table, found_results.entries
            plan.corrected = corrected_among(plan.tables["results"].changed)
            plan.touched = released_among(plan.tables["results"].changed, self._exams())
            reverts += found_results.reverts
        self._plan_reverts(reverts)

    def plan_missing(self) -> None:
        """Find what the files lack, and plan to withdraw it where that was asked for."""
        missing.find_missing(self.plan, self.parsed, self.stored, entries=self.entries)
        if self.options.withdraw_missing:
            for name in missing.TABLES_OF_A_SERIES:
                if name in self.plan.tables:
                    missing.withdraw(self.plan.tables[name])
            if "results" in self.plan.tables:
                self.plan.touched += released_among(self.plan.tables["results"].withdrawn, self._exams())
        elif not self.options.keep_missing:
            for need in missing.needs_for_cut_files(self.plan, self.parsed):
                self._need(need)

    def plan_extract(self) -> None:
        """Compare the extract's number and date with those of earlier loads of the same series."""
        extract = self.plan.extract
        if extract is None or (extract.number is None and extract.made_at is None):
            return
        loads = Load.objects.filter(series__name__in=self.plan.series)
        latest = loads.aggregate(number=Max("number"), made_at=Max("made_at"))
        self.plan.extract_is_new = (extract.number, extract.made_at) != (latest["number"], latest["made_at"])
        older = []
        if extract.number is not None and latest["number"] is not None and extract.number < latest["number"]:
            older.append(f"extract {extract.number}, loaded was {latest['number']}")
        if extract.made_at is not None and latest["made_at"] is not None and extract.made_at < latest["made_at"]:
            made_at, before = releases.in_words(extract.made_at), releases.in_words(latest["made_at"])
            older.append(f"made on {made_at}, loaded was one of {before}")
        self.plan.is_older = bool(older)
        if older and not self.options.revert_corrections:
            self._need(Need(word=REVERT_CORRECTIONS, reason="The extract is an older one", lines=tuple(older)))

    def plan_counts(self) -> None:
        """Warn of files that have far fewer or far more rows than those of the last load."""
        self.plan.warnings += far_from_last_load(self.parsed.counts, self.parsed.files, self.plan.slugs)

    def _plan_releases(self) -> None:
        opens: list[str] = []
        may_open = self.options.open_releases
        opens += opened_by_entries(self.qualifications, self.parsed, self.stored)
        opens += opened_by_places(self.plan, self.stored)
        if "releases" in self.parsed.rows:
            rows = self.parsed.rows["releases"]
            found = plan_releases(rows, self.stored, now=self.plan.at, file=self._file("releases"), may_open=may_open)
            self.plan.tables["releases"] = found.table
            self.plan.moved = found.moved
            opens += found.opens
        if may_open:
            self.plan.moved += opens
            self.plan.opened = opens
        elif opens:
            self._need(releases.need_to_open(opens))

    def _plan_reverts(self, reverts: list[KeptRow]) -> None:
        self.plan.reverted = len(reverts)
        if not reverts or self.options.revert_corrections:
            return
        lines = [f"{' '.join(row.key)}: {', '.join(c.name for c in row.changes)}" for row in reverts[:NAMED]]
        if len(reverts) > NAMED:
            lines.append(f"and {len(reverts) - NAMED:,} more")
        reason = "The files would put earlier values back, or overwrite or lower a correction"
        self._need(Need(word=REVERT_CORRECTIONS, reason=reason, lines=tuple(lines)))

    def _exams(self) -> Exams:
        released = [key for key, values in self.stored["releases"].values.items() if values[0] <= self.plan.at]
        scales = {key[0]: values[1] for key, values in self.stored["qualifications"].values.items()}
        scales.update({row.qualification_code: row.grades for row in self.parsed.of("qualifications")})
        return Exams(
            now=self.plan.at,
            scales=scales,
            released=frozenset(released),
            replaced=frozenset(self.plan.replaced),
        )

    def _need(self, need: Need) -> None:
        self.plan.needs.append(need)

    def _file(self, table: str) -> str:
        return self.parsed.files.get(table, f"{table}.csv")
