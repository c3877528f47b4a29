"""The register of a batch: who gets a letter, with a line to sign for it. It holds no passwords."""

from collections.abc import Iterable, Sequence
from itertools import batched
from pathlib import Path
from typing import BinaryIO

from letters.contents import LetterContent
from letters.drawing.layouts.candidate_part import name_is_drawable
from letters.drawing.pdf.documents import Combined, content_stream
from letters.drawing.pdf.template import Encoder, template_pdf
from letters.drawing.typesetting.font_subsets import FontSet
from letters.drawing.typesetting.page import BOTTOM, LEFT, RIGHT, TOP, WIDTH, Sheet
from letters.drawing.typesetting.shapes import Mark, lines_of
from letters.drawing.typesetting.typefaces import Weight

_ROW = 24.0
_ROWS = 25
_FIRST_ROW_Y = TOP - 108
_NAME_X = LEFT + 58
_GROUP_X = LEFT + 280
_SIGNATURE_X = LEFT + 356


def write_register(contents: Iterable[LetterContent], *, pdf: BinaryIO, cjk_font: Path | None = None) -> int:
    """Write the register of one centre's letters as a PDF; return the number of its pages.

    Each row has candidate number, name, teaching group and a line for a signature. A name that no
    font can draw gets a line to be written on. Raises ValueError when there are no letters.
    """
    letters = tuple(contents)
    if not letters:
        raise ValueError("There are no letters to register.")
    rows = list(batched(letters, _ROWS))
    sheets = [
        _page_marks(page, letters, f"Page {number} of {len(rows)}", cjk_font)
        for number, page in enumerate(rows, start=1)
    ]
    _write(sheets, f"Register of letters, {letters[0].series}", pdf)
    return len(rows)


def _write(sheets: Sequence[tuple[Mark, ...]], title: str, pdf: BinaryIO) -> None:
    fonts = FontSet()
    for marks in sheets:
        fonts.need(lines_of(marks))
    with fonts:
        characters = fonts.characters()
        combined = Combined(template_pdf({}, fonts, characters), title)
        encoder = Encoder(fonts, characters)
        for marks in sheets:
            combined.add(content_stream(encoder.content(marks)))
        combined.write(pdf)


def _page_marks(
    page: Sequence[LetterContent], letters: Sequence[LetterContent], numbering: str, cjk_font: Path | None
) -> tuple[Mark, ...]:
    sheet = Sheet(cjk_font)
    _head(sheet, letters, numbering)
    for position, content in enumerate(page):
        _row(sheet, content, _FIRST_ROW_Y - position * _ROW)
    foot = "Sign when you have been handed your letter. This register holds no passwords."
    sheet.text(foot, LEFT, BOTTOM + 3, 9.5)
    return tuple(sheet.marks)


def _head(sheet: Sheet, letters: Sequence[LetterContent], numbering: str) -> None:
    first = letters[0]
    sheet.text("Register of letters", LEFT, TOP - 16, 18, Weight.BOLD)
    sheet.text_ending_at(numbering, RIGHT, TOP - 16, 11)
    count = "1 letter" if len(letters) == 1 else f"{len(letters)} letters"
    facts = f"{first.series}, issued on {first.issued_on}: {count}"
    centre = f"Centre {first.centre_number}"
    if not sheet.shaped(first.centre_name, Weight.REGULAR).undrawable:
        centre += f", {first.centre_name}"
    sheet.fitted(centre, LEFT, TOP - 36, width=WIDTH, sizes=(11, 8), weight=Weight.REGULAR)
    sheet.text(facts, LEFT, TOP - 52, 11)
    y = _FIRST_ROW_Y + _ROW - 2
    for words, x in (
        ("Number", LEFT), ("Name", _NAME_X), ("Group", _GROUP_X), ("Signature", _SIGNATURE_X)
    ):  # fmt: skip
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
