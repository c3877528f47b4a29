"""The letter's table: each of the candidate's qualifications, and when its results are released."""

from collections.abc import Sequence
from dataclasses import dataclass

from letters.contents import ReleaseLine
from letters.drawing.layouts import wording
from letters.drawing.typesetting.page import LEADING, LEFT, RIGHT, WIDTH, Sheet, wrapped
from letters.drawing.typesetting.typefaces import Weight

_GUTTER = 10.0
_PADDING = 0.45  # above and below a row, in type sizes
_LEAST_FIRST_COLUMN = 108.0
_SHARES = (0.25, 0.265, 0.27, 0.215)  # of the width, where the dates are too long for their lines


def release_table(sheet: Sheet, releases: Sequence[ReleaseLine], y: float, size: float) -> float:
    """Set the table in `size` points with its upper edge at `y`; return its lower edge."""
    rows = [(line.qualification, line.released_on, line.at_centre, line.utc) for line in releases]
    table = _Table(sheet, size, _column_widths(sheet, rows, size))
    y = table.row(wording.RELEASE_HEADINGS, y, bold=4)
    sheet.rule(LEFT, RIGHT, y, 1)
    for cells in rows:
        y = table.row(cells, y, bold=1)
        sheet.rule(LEFT, RIGHT, y, 0.5)
    return y


@dataclass(frozen=True, slots=True)
class _Table:
    sheet: Sheet
    size: float
    widths: Sequence[float]

    def row(self, cells: Sequence[str], y: float, *, bold: int) -> float:
        """Set one row below `y`, its first `bold` cells in bold; return its lower edge."""
        first_baseline = y - (_PADDING + 0.75) * self.size
        x, lines = LEFT, 1
        for column, (words, width) in enumerate(zip(cells, self.widths, strict=True)):
            weight = Weight.BOLD if column < bold else Weight.REGULAR
            rows = self._broken(words, weight, width - _GUTTER)
            for number, row in enumerate(rows):
                self.sheet.text(row, x, first_baseline - number * self.size * LEADING, self.size, weight)
            x, lines = x + width, max(lines, len(rows))
        return first_baseline - ((lines - 1) * LEADING + _PADDING + 0.25) * self.size

    def _broken(self, words: str, weight: Weight, width: float) -> list[str]:
        """Break a cell into lines: after the date if that fits, else wherever a line is full."""
        parts = _parts(words)
        if all(self.sheet.shaped(part, weight).width(self.size) <= width for part in parts):
            return parts
        return self._balanced(words, weight, width)

    def _balanced(self, words: str, weight: Weight, width: float) -> list[str]:
        """Wrap in as few lines as `width` allows, of lengths as equal as the words allow."""
        rows = wrapped(words, weight, self.sheet.cjk_font, width=width, size=self.size)
        while len(narrower := wrapped(words, weight, self.sheet.cjk_font, width=width, size=self.size)) == len(rows):
            rows = narrower
            width -= 4
        return rows


def _column_widths(sheet: Sheet, rows: Sequence[Sequence[str]], size: float) -> list[float]:
    """Give the dates the width of their longest part and the qualifications what is left."""
    dates = []
    for column in (1, 2, 3):
        widths = [_natural_width(sheet, row[column], size) for row in (wording.RELEASE_HEADINGS, *rows)]
        dates.append(max(widths) + _GUTTER)
    first = WIDTH - sum(dates)
    if first < _LEAST_FIRST_COLUMN:
        return [WIDTH * share for share in _SHARES]
    return [first, *dates]


def _natural_width(sheet: Sheet, words: str, size: float) -> float:
    return max(sheet.shaped(part, Weight.BOLD).width(size) for part in _parts(words))


def _parts(words: str) -> list[str]:
    """Cut "Tuesday 19 January 2027, 06:00 UK time" after the date."""
    date, comma, rest = words.partition(", ")
    return [f"{date},", rest] if comma else [words]
