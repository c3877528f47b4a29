"""Draws a statement of results: as many A4 pages as its results take, black on white, in the letters' fonts."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from reportlab.lib.units import mm

from letters.drawing.layouts.page_frame import new_page
from letters.drawing.layouts.page_header import band
from letters.drawing.pdf import qr_codes
from letters.drawing.pdf.small_documents import document
from letters.drawing.pdf.template import Page, PlacedCode
from letters.drawing.typesetting.page import BOTTOM, LEADING, LEFT, RIGHT, WIDTH, Sheet
from letters.drawing.typesetting.typefaces import Weight
from letters.statements.contents import StatementContent
from letters.statements.table_rows import TableRow, headings, rows_of

TITLE = "Provisional statement of results"
CODE_SIDE: float = 27 * mm
_FOOT_TOP = BOTTOM + 34
_BOX_HEIGHT = 128.0
_BOX_PADDING = 18.0
_NOTE_SIZE = 10.5
_PROVISIONAL = (
    "These results are provisional: they can still change until the board issues certificates. This statement is no "
    "certificate. It lists what was released when it was issued."
)
_MARKS = "The percentage uniform mark, 0 to 100, says where a result lies within its grade."
# What the notes and the box take at most, with the air above them.
_END_HEIGHT = _BOX_HEIGHT + 82
# Around each row: the first with which all fits on one page, else the first.
_AIRS = (6.0, 4.5, 3.0, 2.0, 1.0)


def statement_pdf(content: StatementContent, *, cjk_font: Path | None) -> bytes:
    """Return the statement as a PDF; the same content gives the same bytes. Takes some 20 ms once fonts are loaded.

    `cjk_font` is a TrueType file for Han, kana and hangul. A name that no font can draw gets a line to write on.
    """
    sheets = _sheets(content, cjk_font)
    code: PlacedCode | None = None
    pages = []
    for number, (sheet, bottom) in enumerate(sheets, start=1):
        if number == len(sheets):
            code = _end(sheet, content, bottom)
        _foot(sheet, content, f"Page {number} of {len(sheets)}")
        pages.append(Page(tuple(sheet.shapes), code))
    return document(pages, title=f"{TITLE}, {content.series}")


def _sheets(content: StatementContent, cjk_font: Path | None) -> list[tuple[Sheet, float]]:
    """Set the table; return its sheets, each with the height down to which it is filled."""
    tries = (_with_air(content, cjk_font, air) for air in _AIRS)
    airiest = next(tries)
    if len(airiest) == 1:
        return airiest
    return next((sheets for sheets in tries if len(sheets) == 1), airiest)


def _with_air(content: StatementContent, cjk_font: Path | None, air: float) -> list[tuple[Sheet, float]]:
    sheet = new_page(content.series, cjk_font)
    y = headings(sheet, _head(sheet, content))
    sheets = []
    for block in _blocks(sheet, content, air):
        if y - sum(row.height for row in block) < _FOOT_TOP:
            sheets.append((sheet, y))
            sheet, y = _next_sheet(content, cjk_font)
        for row in block:
            y = row.set_on(sheet, y)
    sheets.append((sheet, y))
    if y - _END_HEIGHT < _FOOT_TOP:
        sheets.append(_next_sheet(content, cjk_font, table=False))
    return sheets


def _blocks(sheet: Sheet, content: StatementContent, air: float) -> Iterator[Sequence[TableRow]]:
    """The rows that stay together: the first of a qualification with the qualification's name."""
    for _qualification, lines in groupby(content.lines, key=lambda line: line.qualification):
        first, second, *others = rows_of(sheet, list(lines), air=air)
        yield first, second
        for row in others:
            yield (row,)


def _next_sheet(content: StatementContent, cjk_font: Path | None, *, table: bool = True) -> tuple[Sheet, float]:
    sheet = new_page(content.series, cjk_font)
    y = band(sheet, centre_name=content.centre_name, centre_number=content.centre_number)
    sheet.text(f"{TITLE}, continued", LEFT, y - 26, 13, Weight.BOLD)
    sheet.text_ending_at(f"Candidate number {content.candidate_number}", RIGHT, y - 26, 11)
    return sheet, headings(sheet, y - 44) if table else y - 26


def _head(sheet: Sheet, content: StatementContent) -> float:
    """Set what stands above the table; return the table's upper edge."""
    y = band(sheet, centre_name=content.centre_name, centre_number=content.centre_number) - 40
    sheet.text(TITLE, LEFT, y, 22, Weight.BOLD)
    y -= 21
    sheet.fitted(content.series, LEFT, y, width=WIDTH, sizes=(14, 9), weight=Weight.REGULAR)
    y -= 46
    if sheet.draws(content.candidate_name):
        sheet.fitted(content.candidate_name, LEFT, y, width=WIDTH, sizes=(26, 15), weight=Weight.BOLD)
    else:
        sheet.rule(LEFT, LEFT + 330, y - 4, 0.8)
        sheet.text("Name, written by your centre", LEFT + 340, y - 4, 11)
    y -= 23
    sheet.plain(f"Candidate number {content.candidate_number}", LEFT, y, 12)
    return y - 20


def _end(sheet: Sheet, content: StatementContent, y: float) -> PlacedCode:
    """Set notes and the box with the code below `y`; return the QR code with its place."""
    y -= 26
    notes = [_PROVISIONAL]
    if any(line.mark is not None for line in content.lines):
        notes.append(_MARKS)
    for note in notes:
        y = sheet.paragraph(note, LEFT, y, width=WIDTH, size=_NOTE_SIZE) - 3
    y = y - 6 - _BOX_HEIGHT
    sheet.box(LEFT + 0.6, y, WIDTH - 1.2, _BOX_HEIGHT)
    x, top = LEFT + _BOX_PADDING, y + _BOX_HEIGHT
    width = WIDTH - 3 * _BOX_PADDING - CODE_SIDE
    sheet.text("Is this statement genuine and current? Check it at", x, top - 24, 11)
    sheet.fitted(content.check_url, x, top - 41, width=width, sizes=(12, 7), weight=Weight.BOLD)
    sheet.plain("Code", x, y + 48, 12, Weight.BOLD)
    sheet.plain(content.code, x + 90, y + 48, 17, Weight.MONO)
    sheet.plain("Family name", x, y + 20, 12, Weight.BOLD)
    if sheet.draws(content.family_name):
        sheet.fitted(content.family_name, x + 90, y + 20, width=width - 90, sizes=(15, 7), weight=Weight.BOLD)
    else:
        sheet.rule(x + 90, x + width, y + 18)
    code_x, code_y = RIGHT - _BOX_PADDING - CODE_SIDE, top - 15 - CODE_SIDE
    caption = sheet.shaped("Scan to check", Weight.REGULAR).width(11)
    sheet.text("Scan to check", code_x + (CODE_SIDE - caption) / 2, code_y - 17, 11)
    return qr_codes.single(f"{content.check_url}?code={content.code}"), code_x, code_y, CODE_SIDE


def _foot(sheet: Sheet, content: StatementContent, page: str) -> None:
    sheet.rule(LEFT, RIGHT, BOTTOM + 28, 0.6)
    sheet.text(f"Issued on {content.issued_at}", LEFT, BOTTOM + 15, 9.5)
    sheet.text(f"At the centre: {content.issued_at_centre}", LEFT, BOTTOM + 15 - 9.5 * LEADING, 9.5)
    sheet.text_ending_at(f"Code {content.code}", RIGHT, BOTTOM + 15, 9.5)
    sheet.text_ending_at(page, RIGHT, BOTTOM + 15 - 9.5 * LEADING, 9.5)
