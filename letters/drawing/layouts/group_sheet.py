"""The sheet that stands before the letters of one teaching group in the combined PDF."""

from pathlib import Path

from letters.contents import LetterContent
from letters.drawing.typesetting.page import LEFT, RIGHT, TOP, WIDTH, Sheet
from letters.drawing.typesetting.shapes import Mark
from letters.drawing.typesetting.typefaces import Weight


def separator_part(first: LetterContent, count: int, cjk_font: Path | None) -> tuple[Mark, ...]:
    """Lay out the sheet before a group's `count` letters, of which `first` is the first one."""
    sheet = Sheet(cjk_font)
    sheet.text(f"Centre {first.centre_number}", LEFT, TOP - 13, 11)
    sheet.text_ending_at(f"Results letters, {first.series}", RIGHT, TOP - 13, 11)
    sheet.rule(LEFT, RIGHT, TOP - 23, 2)
    group = first.teaching_group or "No teaching group"
    middle = TOP - 300
    sheet.text("Teaching group" if first.teaching_group else "Letters with", LEFT, middle + 64, 16)
    sheet.fitted(group, LEFT, middle, width=WIDTH, sizes=(60, 20), weight=Weight.BOLD)
    letters = "1 letter follows" if count == 1 else f"{count} letters follow"
    sheet.text(f"{letters}, from candidate {first.candidate_number} on", LEFT, middle - 36, 14)
    return tuple(sheet.marks)
