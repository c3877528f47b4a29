"""The part of a letter that is one candidate's own: name, number, group, username, password, reference."""

from pathlib import Path

from letters.contents import LetterContent
from letters.drawing.layouts import wording
from letters.drawing.layouts.letter import CommonPart
from letters.drawing.typesetting.page import BOTTOM, LEFT, RIGHT, WIDTH, Sheet
from letters.drawing.typesetting.shapes import Shape
from letters.drawing.typesetting.shaping import plain, shape
from letters.drawing.typesetting.typefaces import Weight

_NUMBER_DROP = 23.0  # from the name's baseline to the candidate number's
_LABEL_X = LEFT + 18
_VALUE_X = _LABEL_X + 76
_VALUE_SIZE = 20.0
_USERNAME_Y = 52.0  # above the box's lower edge
_PASSWORD_Y = 20.0


def own_part(content: LetterContent, common: CommonPart, cjk_font: Path | None) -> tuple[Shape, ...]:
    """Lay out what only this candidate's letter says. A name that can't be drawn gets a line to write on."""
    sheet = Sheet(cjk_font)
    _name(sheet, content, common.name_y)
    _credentials(sheet, content, common.box_y)
    sheet.text_ending_at(wording.reference(content.reference), RIGHT, BOTTOM + 15, 9.5)
    return tuple(sheet.shapes)


def name_is_drawable(content: LetterContent, cjk_font: Path | None) -> bool:
    """Tell whether the candidate's name has letters, and a font for each of them."""
    line = shape(content.candidate_name, Weight.BOLD, cjk_font)
    return bool(line.runs) and not line.undrawable


def _name(sheet: Sheet, content: LetterContent, y: float) -> None:
    if name_is_drawable(content, sheet.cjk_font):
        sheet.fitted(content.candidate_name, LEFT, y, width=WIDTH, sizes=(26, 15), weight=Weight.BOLD)
    else:
        sheet.rule(LEFT, LEFT + 330, y - 4, 0.8)
        sheet.text(wording.NAME_BY_HAND, LEFT + 340, y - 4, 11)
    end = sheet.plain(wording.candidate(content.candidate_number), LEFT, y - _NUMBER_DROP, 12)
    _group(sheet, content.teaching_group, end + 24, y - _NUMBER_DROP)


def _group(sheet: Sheet, group: str, x: float, y: float) -> None:
    """Set the teaching group if there is one and fonts have all of it; half of it might be another one's name."""
    if not group:
        return
    words = wording.teaching_group(group)
    line = plain(words, Weight.REGULAR, sheet.cjk_font)
    if line.undrawable:
        return
    if x + line.width(12) <= RIGHT:
        sheet.plain(words, x, y, 12)
    else:
        sheet.fitted(words, x, y, width=RIGHT - x, sizes=(12, 7), weight=Weight.REGULAR)


def _credentials(sheet: Sheet, content: LetterContent, box_y: float) -> None:
    # Label and value follow each other, so that a reader of the page's text finds them side by side.
    for label, value, y in (
        (wording.USERNAME, content.username, _USERNAME_Y),
        (wording.PASSWORD, content.password, _PASSWORD_Y),
    ):
        sheet.plain(label, _LABEL_X, box_y + y, 12, Weight.BOLD)
        sheet.plain(value, _VALUE_X, box_y + y, _VALUE_SIZE, Weight.MONO)
