"""What every page begins with: an empty sheet, which carries the mark of a rehearsal where the series is one."""

from pathlib import Path

from letters.drawing.typesetting.page import BOTTOM, LEFT, RIGHT, TOP, WIDTH, Sheet
from letters.drawing.typesetting.typefaces import Weight
from results_portal.text.rehearsal import mark_of

_SIZE = 12.0
_HEIGHT = 18.0
# Outside of what letters keep to; on the smaller US Letter at least one of both is printed, however it is aligned.
_LOWER_EDGES = (TOP + 2, BOTTOM - _HEIGHT - 4)


def new_page(series: str, cjk_font: Path | None) -> Sheet:
    """A page of a document of this series."""
    sheet = Sheet(cjk_font)
    mark = mark_of(series)
    if mark:
        width = sheet.shaped(mark, Weight.BOLD).width(_SIZE)
        x = LEFT + (WIDTH - width) / 2
        for y in _LOWER_EDGES:
            sheet.rule(LEFT, RIGHT, y, 1.5)
            sheet.rule(LEFT, RIGHT, y + _HEIGHT, 1.5)
            sheet.plain(mark, x, y + 5, _SIZE, Weight.BOLD)
    return sheet
