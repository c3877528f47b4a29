"""Reads results whose every cell can be understood, a hundred thousand in less than a second.

The same few codes, grades and marks stand in all rows: each text of a column is understood once.
"""

from collections.abc import Callable, Mapping

from candidates.loading.errors import BadCell
from candidates.loading.parsing import cells
from candidates.loading.parsing.header import Columns
from candidates.loading.reading.tables import RawTable
from candidates.loading.rows import ResultRow
from results_portal.crypto.sealed_rows import SealedRows

Parse = Callable[[str], object]
MOST_TEXTS = 50_000
# The columns of a row after its line, with what stands there where the file has no such column.
WITHOUT = {
    "series": "",
    "centre_number": "",
    "candidate_number": "",
    "syllabus_code": "",
    "grade": "",
    "percentage_uniform_mark": None,
    "outcome": "",
    "endorsement": None,
}


def plain_results(
    raw: RawTable, columns: Columns, parsers: Mapping[str, Parse], *, places: set[tuple[str, str]], says_mark: bool
) -> SealedRows[ResultRow] | None:
    """The rows of the table, with their series and centres in `places`; None where a row needs a closer look."""
    width = len(columns.names)
    texts = [_Texts(parsers.get(name) or _always(value)) for name, value in WITHOUT.items()]
    positions = [columns.positions.get(name, 0) for name in WITHOUT]
    read = list(zip(texts, positions, strict=True))
    known: set[tuple[str, str]] = set()
    rows = SealedRows(ResultRow._make)
    try:
        for number, given in raw.rows:
            if len(given) != width:
                return None
            row = ResultRow._make((number, *[meant[given[position]] for meant, position in read], says_mark))
            known.add((row.series, row.centre_number))
            rows.append(row)
    except BadCell:
        return None
    places |= known
    return rows


def _always(value: object) -> Parse:
    return lambda _: value


class _Texts(dict[str, object]):
    """What each text of a column means. Raises `BadCell` for one that means nothing."""

    def __init__(self, parse: Parse) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, text: str) -> object:
        if len(self) >= MOST_TEXTS:
            self.clear()
        self[text] = self._parse(cells.clean(text))
        return self[text]
