"""What rows have to do with one another: no key twice, nothing named that isn't there, grades of the right scale."""

from collections.abc import Iterator
from typing import Any

from django.utils.text import slugify

from candidates.awards import awarded, qualification_of
from candidates.loading import schema
from candidates.loading.errors import quoted
from candidates.loading.schema import Reference, Sheet
from candidates.models import Outcome

Values = dict[str, Any]


class Known:
    """What the files read so far hold, for the rows that come after.

    A row whose key is understood may be named even when other cells of it are wrong, and a file that couldn't be read
    might have held anything: one mistake isn't reported again by everything that hangs on it.
    """

    def __init__(self) -> None:
        self._lines: dict[str, dict[tuple[Any, ...], int]] = {sheet.name: {} for sheet in schema.ALL}
        self._lines["series"] = {}
        self._lines[schema.SYLLABUS_CODES] = {}
        self._unreadable: set[str] = set()
        self._series_at: dict[str, str] = {}
        self._scales: dict[str, tuple[str, ...]] = {}
        self._titles: dict[str, str] = {}
        self._offered: dict[str, dict[str, tuple[str, ...]]] = {}
        self._qualification_of: dict[tuple[Any, ...], str] = {}

    def unreadable(self, sheet: Sheet) -> None:
        """From here on, whatever is named in this file passes for known."""
        self._unreadable.add(sheet.name)
        if sheet is schema.RELEASES:
            self._unreadable.add("series")
        if sheet is schema.SYLLABUSES:
            self._unreadable.add(schema.SYLLABUS_CODES)

    def check(self, sheet: Sheet, values: Values, line: int) -> Iterator[str]:
        """Everything that is wrong with a row of which `values` were understood; remembers the row."""
        yield from self._repeated(sheet, values, line)
        yield from self._unknown(sheet, values)
        if sheet is schema.RELEASES:
            yield from self._another_of_that_address(values)
        if sheet is schema.SYLLABUSES:
            yield from self._another_title(values)
        if sheet is schema.ENTRIES:
            yield from self._another_qualification(values)
        if sheet is schema.RESULTS:
            yield from self._grade_or_outcome(values)
        self._remember(sheet, values, line)

    def _repeated(self, sheet: Sheet, values: Values, line: int) -> Iterator[str]:
        key = _pick(values, sheet.key)
        if key is None:
            return
        earlier = self._lines[sheet.name].setdefault(key, line)
        if earlier != line:
            yield f"{_words(key)} is in line {earlier} already"

    def _unknown(self, sheet: Sheet, values: Values) -> Iterator[str]:
        unknown: set[str] = set()
        for reference in sheet.references:
            if unknown.isdisjoint(reference.columns) and not self._knows(reference, values):
                unknown.update(reference.columns)
                file = schema.FILE_OF.get(reference.to, f"{reference.to}.csv")
                yield f"unknown {reference.words} {_words(_pick(values, reference.columns))}: {file} doesn't have it"

    def _knows(self, reference: Reference, values: Values) -> bool:
        key = _pick(values, reference.columns)
        nothing_named = key is None or key == ("",)
        return nothing_named or reference.to in self._unreadable or key in self._lines[reference.to]

    def _another_of_that_address(self, values: Values) -> Iterator[str]:
        name = values.get("series")
        if name is None:
            return
        first = self._series_at.setdefault(slugify(name), name)
        if first != name:
            yield f"the series {quoted(name)} and {quoted(first)} would have the same address, {slugify(name)}"

    def _grade_or_outcome(self, values: Values) -> Iterator[str]:
        grade, outcome = values.get("grade"), values.get("outcome")
        if grade is None or outcome is None:
            return
        if grade and outcome:
            yield "both a grade and an outcome, one of them has to be empty"
        if not grade and not outcome:
            yield "neither a grade nor an outcome"
        if grade:
            yield from self._wrong_grade(values, grade)
        if values.get("endorsement") and outcome and outcome != Outcome.UNGRADED:
            yield "an endorsement stands beside the outcome, which only UNGRADED may have"

    def _wrong_grade(self, values: Values, grade: str) -> Iterator[str]:
        """A grade that none of the qualifications has that the entry may be for."""
        offered = self._offered.get(values.get("syllabus_code", ""), {})
        decided = self._qualification_of.get(_pick(values, schema.ENTRY_KEY) or (), "")
        possible = [decided] if decided else list(offered)
        if not possible or not all(self._scales.get(code) for code in possible):
            return
        if not any(awarded(qualification=code, grade=grade, offered=offered, scales=self._scales) for code in possible):
            scales = ", ".join(f"{code}: {' '.join(self._scales[code])}" for code in possible)
            yield f"the grade isn't one of {scales}"

    def _another_title(self, values: Values) -> Iterator[str]:
        code, title = values.get("syllabus_code"), values.get("title")
        if code is None or title is None:
            return
        first = self._titles.setdefault(code, title)
        if first != title:
            yield f"the syllabus {quoted(code)} has the title {quoted(first)} already"

    def _another_qualification(self, values: Values) -> Iterator[str]:
        named = values.get("qualification_code", "")
        offered = self._offered.get(values.get("syllabus_code", ""))
        known = (named,) in self._lines[schema.QUALIFICATIONS.name]
        if named and known and offered and named not in offered:
            yield f"the syllabus {quoted(values['syllabus_code'])} doesn't lead to {quoted(named)}"

    def _remember(self, sheet: Sheet, values: Values, line: int) -> None:
        if sheet is schema.RELEASES and "series" in values:
            self._lines["series"].setdefault((values["series"],), line)
        if sheet is schema.QUALIFICATIONS and {"qualification_code", "grades"} <= values.keys():
            self._scales[values["qualification_code"]] = values["grades"]
        if sheet is schema.SYLLABUSES and {"syllabus_code", "qualification_code"} <= values.keys():
            code, options = values["syllabus_code"], values.get("option_codes", ())
            self._lines[schema.SYLLABUS_CODES].setdefault((code,), line)
            self._offered.setdefault(code, {})[values["qualification_code"]] = options
        if sheet is schema.ENTRIES and (key := _pick(values, sheet.key)):
            self._qualification_of[key] = qualification_of(
                named=values.get("qualification_code", ""),
                option_code=values.get("option_code", ""),
                offered=self._offered.get(values["syllabus_code"], {}),
                scales=self._scales,
            )


def _pick(values: Values, columns: tuple[str, ...]) -> tuple[Any, ...] | None:
    """The values of these columns; None if one wasn't understood."""
    if not all(column in values for column in columns):
        return None
    return tuple(values[column] for column in columns)


def _words(key: tuple[Any, ...] | None) -> str:
    return quoted(" ".join(map(str, key or ())))
