"""The statement's table, row by row: a qualification's name, or one syllabus with its result. Lengths in points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from letters.drawing.typesetting.page import LEADING, LEFT, RIGHT, WIDTH, Sheet, wrapped
from letters.drawing.typesetting.typefaces import Weight
from letters.statements.contents import StatementLine

_SIZE = 11.5
_SMALL = 9.5
_TITLE_X = LEFT + 48
_RESULT_X = LEFT + 282
_MARK_WIDTH = 84.0
_NO_MARK = "\u2013"  # a dash rather than an empty place, which could be filled in


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of known height that sets itself below a given y."""

    height: float
    _set: Callable[[Sheet, float], None]

    def set_on(self, sheet: Sheet, y: float) -> float:
        """Set the row with its upper edge at `y`; return its lower edge."""
        self._set(sheet, y)
        return y - self.height


def headings(sheet: Sheet, y: float) -> float:
    """Set the table's headings with their upper edge at `y`; return their lower edge."""
    y -= 12
    sheet.text("Syllabus", LEFT, y, 10)
    sheet.text("Result", _RESULT_X, y, 10)
    sheet.text_ending_at("Percentage uniform mark", RIGHT, y, 10)
    sheet.rule(LEFT, RIGHT, y - 7, 1)
    return y - 7


def rows_of(sheet: Sheet, lines: Sequence[StatementLine], *, air: float) -> list[TableRow]:
    """The rows of one qualification: its name, then each of its `lines`, of which there is at least one.

    `air` is what lies above and below the text of each.
    """
    return [_qualification(sheet, lines[0].qualification, air), *(_result(sheet, line, air) for line in lines)]


def _qualification(sheet: Sheet, name: str, air: float) -> TableRow:
    above = 4 + air
    rows = wrapped(name, Weight.BOLD, sheet.cjk_font, width=WIDTH, size=_SIZE)

    def set_rows(sheet: Sheet, y: float) -> None:
        _column(sheet, rows, (LEFT, y - above - 0.85 * _SIZE), _SIZE, Weight.BOLD)

    return TableRow(above + len(rows) * _SIZE * LEADING, set_rows)


def _result(sheet: Sheet, line: StatementLine, air: float) -> TableRow:
    """Code, title and result on one line; below it, small, what an outcome means and when a result was corrected."""
    titles = wrapped(line.syllabus_title, Weight.REGULAR, sheet.cjk_font, width=_RESULT_X - _TITLE_X - 12, size=_SIZE)
    notes = [
        row
        for note in (line.award, line.endorsement, line.meaning, line.corrected)
        for row in wrapped(note, Weight.REGULAR, sheet.cjk_font, width=RIGHT - _TITLE_X, size=_SMALL)
    ]
    height = 2 * air + len(titles) * _SIZE * LEADING + len(notes) * _SMALL * LEADING

    def set_row(sheet: Sheet, y: float) -> None:
        baseline = y - air - _SIZE
        sheet.plain(line.syllabus_code, LEFT, baseline, _SIZE)
        below = _column(sheet, titles, (_TITLE_X, baseline), _SIZE, Weight.REGULAR)
        sheet.fitted(
            line.result,
            _RESULT_X,
            baseline,
            width=RIGHT - _RESULT_X - _MARK_WIDTH,
            sizes=(_SIZE + 1.5, 8),
            weight=Weight.BOLD,
        )
        sheet.text_ending_at(_NO_MARK if line.mark is None else str(line.mark), RIGHT, baseline, _SIZE)
        _column(sheet, notes, (_TITLE_X, below + 2), _SMALL, Weight.REGULAR)
        sheet.rule(LEFT, RIGHT, y - height, 0.5)

    return TableRow(height, set_row)


def _column(sheet: Sheet, rows: Sequence[str], begin: tuple[float, float], size: float, weight: Weight) -> float:
    """Set `rows` one below the other from the baseline that begins there; return the baseline after the last one."""
    x, y = begin
    for row in rows:
        sheet.text(row, x, y, size, weight)
        y -= size * LEADING
    return y
