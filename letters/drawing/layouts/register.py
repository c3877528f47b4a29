"""The register of a batch: who gets a letter, with a line to sign for it. It holds no passwords."""

from collections.abc import Sequence
from itertools import batched
from pathlib import Path

from letters.contents import LetterContent
from letters.drawing.layouts import wording
from letters.drawing.layouts.candidate_part import name_is_drawable
from letters.drawing.layouts.page_frame import new_page
from letters.drawing.typesetting.page import BOTTOM, LEFT, RIGHT, TOP, WIDTH, Sheet
from letters.drawing.typesetting.shapes import Shape
from letters.drawing.typesetting.typefaces import Weight

_ROW = 24.0
_ROWS = 25
_FIRST_ROW_Y = TOP - 108
_NAME_X = LEFT + 58
_GROUP_X = LEFT + 280
_SIGNATURE_X = LEFT + 356


def register_pages(letters: Sequence[LetterContent], cjk_font: Path | None) -> list[tuple[Shape, ...]]:
    """Lay out the register's pages: a row for each letter. A name that no font can draw gets a line to write on."""
    pages = list(batched(letters, _ROWS))
    return [
        _page_shapes(page, letters, wording.page_of(number, len(pages)), cjk_font)
        for number, page in enumerate(pages, start=1)
    ]


def _page_shapes(
    page: Sequence[LetterContent], letters: Sequence[LetterContent], numbering: str, cjk_font: Path | None
) -> tuple[Shape, ...]:
    sheet = new_page(letters[0].series, cjk_font)
    _head(sheet, letters, numbering)
    for position, content in enumerate(page):
        _row(sheet, content, _FIRST_ROW_Y - position * _ROW)
    sheet.text(wording.REGISTER_FOOT, LEFT, BOTTOM + 3, 9.5)
    return tuple(sheet.shapes)


def _head(sheet: Sheet, letters: Sequence[LetterContent], numbering: str) -> None:
    first = letters[0]
    sheet.text(wording.REGISTER, LEFT, TOP - 16, 18, Weight.BOLD)
    sheet.text_ending_at(numbering, RIGHT, TOP - 16, 11)
    drawable = not sheet.shaped(first.centre_name, Weight.REGULAR).undrawable
    centre = wording.centre(first.centre_number, first.centre_name if drawable else "")
    facts = wording.register_facts(first.series, first.issued_on, len(letters))
    sheet.fitted(centre, LEFT, TOP - 36, width=WIDTH, sizes=(11, 8), weight=Weight.REGULAR)
    sheet.text(facts, LEFT, TOP - 52, 11)
    y = _FIRST_ROW_Y + _ROW - 2
    for words, x in zip(wording.REGISTER_HEADINGS, (LEFT, _NAME_X, _GROUP_X, _SIGNATURE_X), strict=True):
        sheet.text(words, x, y, 11, Weight.BOLD)
    sheet.rule(LEFT, RIGHT, y - 6, 1.2)


def _row(sheet: Sheet, content: LetterContent, y: float) -> None:
    sheet.text(content.candidate_number, LEFT, y, 11)
    if name_is_drawable(content, sheet.cjk_font):
        width = _GROUP_X - _NAME_X - 10
        sheet.fitted(content.candidate_name, _NAME_X, y, width=width, sizes=(11, 6.5), weight=Weight.REGULAR)
    else:
        sheet.rule(_NAME_X, _GROUP_X - 12, y - 2)
    width = _SIGNATURE_X - _GROUP_X - 10
    sheet.fitted(content.teaching_group, _GROUP_X, y, width=width, sizes=(11, 6.5), weight=Weight.REGULAR)
    sheet.rule(_SIGNATURE_X, RIGHT, y - 3, 0.6)
