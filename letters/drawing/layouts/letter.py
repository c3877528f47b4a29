"""The letter's layout: what all letters of a kind have in common, and what is one candidate's own.

The common part, once drawn, serves many pages. Letters are of one kind when they agree in
everything but the candidate: same centre, same qualifications, same contact, same date.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.units import mm

from candidates.contact import Contact
from letters.contents import LetterContent
from letters.drawing.layouts import wording
from letters.drawing.layouts.page_frame import new_page
from letters.drawing.layouts.page_header import band
from letters.drawing.layouts.release_table import release_table
from letters.drawing.typesetting.page import BOTTOM, LEADING, LEFT, RIGHT, WIDTH, Sheet
from letters.drawing.typesetting.shapes import Shape
from letters.drawing.typesetting.typefaces import Weight

_BODY = 11.5
CODE_SIDE: float = 27 * mm
_BOX_HEIGHT = 132.0
_BOX_PADDING = 18.0
_FOOT_TOP = BOTTOM + 36
# Generous first; a candidate with very many qualifications gets less air, then a smaller table.
_AIR = (
    *((34, 11.5), (30, 11.5), (26, 11.5), (21, 11.5), (17, 11), (13, 11), (9, 11)),
    *((8, 10), (7, 9), (6, 8), (5, 7), (4, 6)),
)


@dataclass(frozen=True, slots=True)
class CommonPart:
    """The shapes that letters of one kind share, and where the candidate's own ones go."""

    shapes: tuple[Shape, ...]
    name_y: float
    box_y: float
    undrawable: tuple[str, ...]


def kind(content: LetterContent) -> Hashable:
    """Return what tells kinds of letters apart: all that the common part says."""
    return (
        content.series,
        content.centre_number,
        content.centre_name,
        content.releases,
        content.sign_in_url,
        content.contact,
        content.issued_on,
        content.replaces_earlier,
    )


def common_part(content: LetterContent, cjk_font: Path | None) -> CommonPart:
    """Lay out what `content`'s letter shares with its kind, as airy as its table allows."""
    for air, table_size in _AIR:
        common, bottom = _composed(content, cjk_font, air, table_size)
        if bottom >= _FOOT_TOP:
            break
    return common


def _composed(content: LetterContent, cjk_font: Path | None, air: float, table_size: float) -> tuple[CommonPart, float]:
    """Return the common part and the lowest point that it reaches above the foot."""
    sheet = new_page(content.series, cjk_font)
    y = band(sheet, centre_name=content.centre_name, centre_number=content.centre_number)
    undrawable = [] if sheet.draws(content.centre_name) else ["centre name"]
    y -= air + 18
    sheet.fitted(wording.title(content.series), LEFT, y, width=WIDTH, sizes=(22, 11), weight=Weight.BOLD)
    name_y = y - air * 0.8 - 34
    y = name_y - 23 - air * 0.9
    y = release_table(sheet, content.releases, y, table_size)
    box_y = y - air - _BOX_HEIGHT
    _sign_in_box(sheet, content.sign_in_url, box_y)
    y = _steps(sheet, box_y - air - 6)
    y = _questions(sheet, content.contact, y - air + 6, undrawable)
    _foot(sheet, content)
    return CommonPart(tuple(sheet.shapes), name_y, box_y, tuple(undrawable)), y


def _sign_in_box(sheet: Sheet, sign_in_url: str, y: float) -> None:
    sheet.box(LEFT + 0.6, y, WIDTH - 1.2, _BOX_HEIGHT)
    x = LEFT + _BOX_PADDING
    top = y + _BOX_HEIGHT
    sheet.text(wording.SIGN_IN_AT, x, top - 25, 11)
    width = WIDTH - 3 * _BOX_PADDING - CODE_SIDE
    sheet.fitted(sign_in_url, x, top - 43, width=width, sizes=(13, 7), weight=Weight.BOLD)
    caption = sheet.shaped(wording.SCAN, Weight.REGULAR).width(11)
    code_x, code_y = code_corner(y)
    sheet.text(wording.SCAN, code_x + (CODE_SIDE - caption) / 2, code_y - 18, 11)


def code_corner(box_y: float) -> tuple[float, float]:
    """Return the lower left corner of the QR code in a box whose lower edge is at `box_y`."""
    return RIGHT - _BOX_PADDING - CODE_SIDE, box_y + _BOX_HEIGHT - 16 - CODE_SIDE


def _steps(sheet: Sheet, y: float) -> float:
    for number, step in enumerate(wording.STEPS, start=1):
        sheet.text(str(number), LEFT, y, _BODY, Weight.BOLD)
        y = sheet.paragraph(step, LEFT + 18, y, width=WIDTH - 18, size=_BODY) - 4
    return y


def _questions(sheet: Sheet, contact: Contact, y: float, undrawable: list[str]) -> float:
    end = sheet.text(wording.QUESTIONS, LEFT, y, 13, Weight.BOLD) + 8
    name = sheet.shaped(contact.name, Weight.REGULAR)
    if name.undrawable or not name.runs:
        undrawable.append("contact name")
        end = sheet.text(f"{wording.ASK} ", end, y, _BODY) + 4
        sheet.rule(end, end + 170, y - 2)
        sheet.text(wording.NOT_THE_BOARD, end + 176, y, _BODY)
        y -= _BODY * LEADING
    else:
        y = sheet.paragraph(wording.whom_to_ask(contact.name), end, y, width=RIGHT - end, size=_BODY)
    for label, value in ((wording.TELEPHONE, contact.telephone), (wording.EMAIL, contact.email)):
        if value:
            y = sheet.paragraph(f"{label} {value}", LEFT, y - 3, width=WIDTH, size=_BODY)
    return y + _BODY


def _foot(sheet: Sheet, content: LetterContent) -> None:
    sheet.rule(LEFT, RIGHT, BOTTOM + 28, 0.6)
    sheet.text(wording.issued_on(content), LEFT, BOTTOM + 15, 9.5)
    sheet.text(wording.KEEP_IT, LEFT, BOTTOM + 3, 9.5)
