"""Results whose cells are understood, and that still have to be looked up: beside the entries that the database has.

They are checked and compared in one reading of the database, some thousand at a time. Where anything is wrong with any
of them, all are gone through once more, slowly, for everything that is wrong.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from candidates.loading import schema
from candidates.loading.checks.references import SeenRows
from candidates.loading.errors import Problem
from candidates.loading.lookup.key_set import KeySet
from candidates.loading.lookup.present import Present
from candidates.loading.rows import ResultRow

# What decides whether a result can be, and the grade that is meant, None where something is wrong.
Judged = dict[tuple[Any, ...], str | None]
MOST_JUDGED = 50_000


class SomethingWrong(Exception):
    """A row that can't be taken. `UncheckedResults.problems` says why, and what is wrong with others."""


class UncheckedResults:
    """Checks rows of the results' file, of which `columns` are those that the file has."""

    def __init__(self, seen: SeenRows, *, file: str, columns: Sequence[str]) -> None:
        self._seen = seen
        self._file = file
        self._columns = columns
        self._judged: Judged = {}

    def checked(self, rows: Sequence[ResultRow], present: Sequence[Present | None], known: KeySet) -> list[ResultRow]:
        """The rows, with the grades that are meant. Raises `SomethingWrong` for a row without entry, one whose entry
        is in `known` already, and one that can't be.
        """
        good = []
        for row, there in zip(rows, present, strict=True):
            if there is None or not known.add(there.entry):
                raise SomethingWrong
            grade = self._grade(row, there.qualification)
            if grade is None:
                raise SomethingWrong
            if grade != row.grade:
                row = row._replace(grade=grade)  # noqa: PLW2901 - the row as it is meant
            good.append(row)
        return good

    def problems(self, rows: Iterable[ResultRow]) -> list[Problem]:
        """Everything that is wrong with the rows, in their order."""
        problems: list[Problem] = []
        for row in rows:
            values = {name: getattr(row, name) for name in self._columns}
            problems += self._seen.check(schema.RESULTS, values, row.line, file=self._file)
        return problems

    def _grade(self, row: ResultRow, qualification: str) -> str | None:
        said = (row.syllabus_code, qualification, *row[5:9])
        if said not in self._judged:
            if len(self._judged) >= MOST_JUDGED:
                self._judged.clear()
            values = {name: getattr(row, name) for name in self._columns}
            wrong = self._seen.wrong_beside_stored(values, qualification=qualification)
            self._judged[said] = None if wrong else values["grade"]
        return self._judged[said]
