"""For which qualification each entry is, and what would open earlier because an entry is for another one now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from candidates.awards import qualification_of
from candidates.embargo.releases import is_earlier
from candidates.loading.errors import LoadRefused, Problem, quoted
from candidates.loading.parsing.parse import ParsedFiles
from candidates.loading.planning.plan import Key, TablePlan
from candidates.loading.planning.releases import in_words
from candidates.loading.planning.stored import Stored
from candidates.models import Result

# Among the values of a stored entry, and among those of a qualification.
QUALIFICATION, GRADES = 2, 1

Offered = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class EntryQualifications:
    """The codes of entries' qualifications by the entries' keys: before the load, and of the files' entries after.

    Both are empty where the files have no entries.
    """

    before: Mapping[Key, str]
    after: Mapping[Key, str] = field(default_factory=dict)

    def of(self, entry: Key) -> str:
        """The qualification for which the entry is now, or for which a new one will be."""
        return self.before.get(entry) or self.after.get(entry, "")


def entry_qualifications(parsed: ParsedFiles, stored: Stored, *, replaced: Collection[Key]) -> EntryQualifications:
    """Decide for each entry of the files; raises `LoadRefused` for those that nothing decides.

    What was known of an entry before counts, but not for a person who is new under the number (`replaced`).
    """
    if "entries" not in parsed.rows:
        return EntryQualifications({})
    before = {key: values[QUALIFICATION] for key, values in stored["entries"].values.items()}
    offered = _offered(parsed, stored)
    scales = {key[0]: values[1] for key, values in stored["qualifications"].values.items()}
    scales.update({row.qualification_code: row.grades for row in parsed.of("qualifications")})
    grades = {row.key: row.grade for row in parsed.of("results")}
    after: dict[Key, str] = {}
    problems = []
    for row in parsed.of("entries"):
        known = before.get(row.key, "")
        if row.key[:3] in replaced:
            known = ""
        after[row.key] = qualification_of(
            named=row.qualification_code,
            option_code=row.option_code,
            grade=grades.get(row.key, ""),
            stored=known,
            offered=offered[row.syllabus_code],
            scales=scales,
        )
        if not after[row.key]:
            possible = " and ".join(offered[row.syllabus_code])
            text = f"the syllabus {quoted(row.syllabus_code)} leads to {possible}: qualification_code has to say which"
            file = parsed.files.get("entries", "entries.csv")
            problems.append(Problem(file, row.line, text, field="qualification_code"))
    if problems:
        raise LoadRefused(problems)
    return EntryQualifications(before, after)


def opened_by_entries(qualifications: EntryQualifications, parsed: ParsedFiles, stored: Stored) -> list[str]:
    """What would open earlier, in words, because entries are for another qualification than they were."""
    before: dict[Key, datetime] = {key: values[0] for key, values in stored["releases"].values.items()}
    after = {**before, **{row.key: row.releases_at for row in parsed.of("releases")}}
    opens = set()
    for key, new in qualifications.after.items():
        old = qualifications.before.get(key, "")
        if not old or old == new:
            continue
        was, will_be = before.get((key[0], old)), after.get((key[0], new))
        if is_earlier(was, will_be):
            opens.add(f"{key[0]} {key[3]}: {in_words(was)} → {in_words(will_be)}")
    return sorted(opens)


def _offered(parsed: ParsedFiles, stored: Stored) -> Offered:
    """What each syllabus leads to: as its file says, else as the database does."""
    if "syllabuses" in parsed.rows:
        rows: Iterable[tuple[str, str, tuple[str, ...]]] = (
            (row.syllabus_code, row.qualification_code, row.option_codes) for row in parsed.of("syllabuses")
        )
    else:
        rows = ((*key, values[1]) for key, values in stored["syllabuses"].values.items())
    offered: dict[str, dict[str, tuple[str, ...]]] = {}
    for syllabus, qualification, options in rows:
        offered.setdefault(syllabus, {})[qualification] = options
    return offered


def check_scales(qualifications: TablePlan | None) -> None:
    """Raise `LoadRefused` where stored results say a grade that the files no longer have in its scale."""
    if qualifications is None:
        return
    problems = []
    for row in qualifications.changed:
        lost = [grade for grade in (row.old or ((), ()))[GRADES] if grade not in row.new[GRADES]]
        if lost and Result.objects.filter(entry__qualification__code=row.key[0], grade__in=lost).exists():
            text = f"grades of {row.key[0]} are gone that results say: keep {'|'.join(lost)} in the scale"
            problems.append(Problem(qualifications.file, row.line, text, "grades", "grades are gone that results say"))
    if problems:
        raise LoadRefused(problems)
