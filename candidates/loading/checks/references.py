"""No key twice, nothing named that isn't there."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.text import slugify

from candidates.loading import schema
from candidates.loading.checks.qualifications import SeenQualifications
from candidates.loading.checks.results import wrong_result
from candidates.loading.checks.stored_keys import StoredKeys
from candidates.loading.errors import Problem, quoted
from candidates.loading.schema import Reference, TableSchema

Values = dict[str, Any]


class SeenRows:
    """What the tables read so far hold, for the rows that come after.

    A row whose key is understood may be named even when other cells of it are wrong. A table that couldn't be read, or
    in which some key is wrong, might have held anything: one mistake isn't reported again by everything that hangs on
    it. What isn't in the files at all is looked for in the database.
    """

    def __init__(self, stored: StoredKeys) -> None:
        self._stored = stored
        self._lines: dict[str, dict[tuple[Any, ...], int]] = {table.name: {} for table in schema.ALL}
        self._lines["series"] = {}
        self._lines[schema.SYLLABUS_CODES] = {}
        self._doubtful: set[str] = set()
        self._absent: set[str] = set()
        self._series_at: dict[str, str] = {}
        self._qualifications = SeenQualifications(stored, self._absent)

    def unreadable(self, table: TableSchema) -> None:
        """From here on, whatever is named in this table passes for known."""
        self._doubtful.update(_tables_in(table))

    def absent(self, table: TableSchema) -> None:
        """From here on, whatever is named in this table is looked for in the database."""
        self._absent.update(_tables_in(table))

    @property
    def leaves_entries_to_the_database(self) -> bool:
        """Whether the files have no entries, so that results are for those that the database has."""
        return schema.ENTRIES.name in self._absent and not self._doubtful

    def check(self, table: TableSchema, values: Values, line: int, *, file: str) -> list[Problem]:
        """Everything that is wrong with a row of which `values` were understood; remembers the row.

        A grade in `values` is replaced by the one of its scale that is meant.
        """
        key_problems = [*self._repeated(table, values, line, file), *self._unknown(table, values, line, file)]
        if _pick(values, table.key) is None or key_problems:
            self.unreadable(table)
        problems = list(key_problems)
        if table is schema.RELEASES:
            problems += self._another_of_that_address(values, line, file)
        problems += [Problem(file, line, text) for text in self._qualifications.wrong(table, values, not key_problems)]
        if table is schema.RESULTS:
            problems += [Problem(file, line, text, field=field) for field, text in self._wrong_result(values)]
        self._remember(table, values, line)
        return problems

    def _repeated(self, table: TableSchema, values: Values, line: int, file: str) -> Iterator[Problem]:
        key = _pick(values, table.key)
        if key is None:
            return
        earlier = self._lines[table.name].setdefault(key, line)
        if earlier != line:
            yield Problem(file, line, f"{_words(key)} is in line {earlier} already", cause="is there twice")

    def _unknown(self, table: TableSchema, values: Values, line: int, file: str) -> Iterator[Problem]:
        unknown: set[str] = set()
        for reference in table.references:
            if not unknown.isdisjoint(reference.columns):
                continue
            key = _pick(values, reference.columns)
            if key is None or key == ("",) or reference.to in self._doubtful or self._knows(reference, key, values):
                continue
            unknown.update(reference.columns)
            yield self._problem(reference, key, line, file)

    def _knows(self, reference: Reference, key: tuple[Any, ...], values: Values) -> bool:
        if reference.to not in self._absent:
            return key in self._lines[reference.to]
        return key in self._stored.of(reference.to, values.get("series", ""))

    def _problem(self, reference: Reference, key: Sequence[Any], line: int, file: str) -> Problem:
        """What is wrong with a row that names an unknown `key`; a table without any row at all is missing."""
        place = schema.FILE_OF.get(reference.to, f"{reference.to}.csv")
        about = {"field": reference.columns[-1], "cause": f"unknown {reference.words}"}
        if reference.to not in self._absent:
            text = f"unknown {reference.words} {_words(key)}: {place} doesn't have it"
            return Problem(file, line, text, **about)
        if not self._stored.of(reference.to, str(key[0])):
            self._doubtful.add(reference.to)
            return Problem(place, 1, "the file is missing")
        text = f"unknown {reference.words} {_words(key)}: {place} isn't here, and the database doesn't have it"
        return Problem(file, line, text, **about)

    def _another_of_that_address(self, values: Values, line: int, file: str) -> Iterator[Problem]:
        name = values.get("series")
        if name is None:
            return
        first = self._series_at.setdefault(slugify(name), name)
        if first != name:
            text = f"the series {quoted(name)} and {quoted(first)} would have the same address, {slugify(name)}"
            yield Problem(file, line, text)

    def wrong_beside_stored(self, values: Values, *, qualification: str) -> list[tuple[str, str]]:
        """What is wrong with a result whose entry the database has, for this qualification: columns and texts."""
        possible = self._qualifications.possible(values["syllabus_code"], grade=values["grade"], stored=qualification)
        return list(self._wrong(values, possible))

    def _wrong_result(self, values: Values) -> Iterator[tuple[str, str]]:
        possible = self._qualifications.of_result(values, _pick(values, schema.ENTRY_KEY))
        return self._wrong(values, possible)

    def _wrong(self, values: Values, possible: Sequence[str]) -> Iterator[tuple[str, str]]:
        offered = self._qualifications.offered(values.get("syllabus_code", ""))
        scales, bands = self._qualifications.scales, self._stored.bands
        return wrong_result(values, scales=scales, possible=possible, offered=offered, bands=bands)

    def _remember(self, table: TableSchema, values: Values, line: int) -> None:
        if table is schema.RELEASES and "series" in values:
            self._lines["series"].setdefault((values["series"],), line)
        if table is schema.SYLLABUSES and "syllabus_code" in values:
            self._lines[schema.SYLLABUS_CODES].setdefault((values["syllabus_code"],), line)
        self._qualifications.remember(table, values, _pick(values, table.key))


def _tables_in(table: TableSchema) -> tuple[str, ...]:
    """The table, and what others name of it: the series of releases, the codes of syllabuses."""
    if table is schema.RELEASES:
        return (table.name, "series")
    if table is schema.SYLLABUSES:
        return (table.name, schema.SYLLABUS_CODES)
    return (table.name,)


def _pick(values: Values, columns: tuple[str, ...]) -> tuple[Any, ...] | None:
    """The values of these columns; None if one wasn't understood."""
    if not all(column in values for column in columns):
        return None
    return tuple(values[column] for column in columns)


def _words(key: Sequence[Any]) -> str:
    return quoted(" ".join(str(part) for part in key))
