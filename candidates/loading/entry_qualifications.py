"""For which qualification each entry is, where its syllabus leads to several: by codes, for the whole load at once.

An entry that can't be told is refused, and so is one that would open earlier by being for another qualification than
it was: no file opens anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from candidates.awards import qualification_of
from candidates.embargo.releases import is_earlier
from candidates.loading.errors import Problem, quoted
from candidates.loading.rows import EntryKey, EntryRow, Folder, ResultRow

FILE = "entries.csv"

Instants = Mapping[tuple[str, str], datetime]


@dataclass(slots=True)
class EntryQualifications:
    """The code of each entry's qualification, and what is wrong."""

    codes: dict[EntryKey, str]
    problems: list[Problem]


def decide(folder: Folder, *, stored: Mapping[EntryKey, str], releases: Instants) -> EntryQualifications:
    """Decide for each entry of `folder`. `stored` has the codes of entries that are there already.

    `releases` has the instants of the database by series and qualification; those of `folder` go before them.
    """
    offered: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for syllabus in folder.syllabuses:
        offered[syllabus.syllabus_code][syllabus.qualification_code] = syllabus.option_codes
    scales = {row.qualification_code: row.grades for row in folder.qualifications}
    grades = {key_of(row): row.grade for row in folder.results}
    decided = EntryQualifications({}, [])
    for row in folder.entries:
        key = key_of(row)
        decided.codes[key] = qualification_of(
            named=row.qualification_code,
            option_code=row.option_code,
            grade=grades.get(key, ""),
            stored=stored.get(key, ""),
            offered=offered[row.syllabus_code],
            scales=scales,
        )
    after = {**releases, **{(row.series, row.qualification_code): row.releases_at for row in folder.releases}}
    decided.problems += _undecided(folder.entries, decided.codes, offered)
    decided.problems += _opened(folder.entries, decided.codes, stored, before=releases, after=after)
    return decided


def key_of(row: EntryRow | ResultRow) -> EntryKey:
    """What tells an entry from others: its series, centre, candidate and syllabus."""
    return (row.series, row.centre_number, row.candidate_number, row.syllabus_code)


def _undecided(
    entries: Iterable[EntryRow], codes: Mapping[EntryKey, str], offered: Mapping[str, Iterable[str]]
) -> Iterator[Problem]:
    for row in entries:
        if not codes[key_of(row)]:
            possible = " and ".join(offered[row.syllabus_code])
            text = f"the syllabus {quoted(row.syllabus_code)} leads to {possible}: qualification_code has to say which"
            yield Problem(FILE, row.line, text)


def _opened(
    entries: Iterable[EntryRow],
    codes: Mapping[EntryKey, str],
    stored: Mapping[EntryKey, str],
    *,
    before: Instants,
    after: Instants,
) -> Iterator[Problem]:
    for row in entries:
        old, new = stored.get(key_of(row), ""), codes[key_of(row)]
        if not old or not new or old == new:
            continue
        if is_earlier(before.get((row.series, old)), after.get((row.series, new))):
            yield Problem(FILE, row.line, f"the result would open earlier: the entry was for {old}, and is for {new}")
