"""The sheet that stands before the letters of one teaching group in the combined PDF."""

from pathlib import Path

from letters.contents import LetterContent
from letters.drawing.layouts import wording
from letters.drawing.layouts.page_frame import new_page
from letters.drawing.typesetting.page import LEFT, RIGHT, TOP, WIDTH
from letters.drawing.typesetting.shapes import Shape
from letters.drawing.typesetting.typefaces import Weight


def separator_part(first: LetterContent, count: int, cjk_font: Path | None) -> tuple[Shape, ...]:
    """Lay out the sheet before a group's `count` letters, of which `first` is the first one."""
    sheet = new_page(first.series, cjk_font)
    sheet.text(wording.centre(first.centre_number), LEFT, TOP - 13, 11)
    sheet.text_ending_at(wording.separator_head(first.series), RIGHT, TOP - 13, 11)
    sheet.rule(LEFT, RIGHT, TOP - 23, 2)
    above, group = wording.separator_group(first.teaching_group)
    middle = TOP - 300
    sheet.text(above, LEFT, middle + 64, 16)
    sheet.fitted(group, LEFT, middle, width=WIDTH, sizes=(60, 20), weight=Weight.BOLD)
    sheet.text(wording.letters_follow(count, first.candidate_number), LEFT, middle - 36, 14)
    return tuple(sheet.shapes)
