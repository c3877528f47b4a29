"""The band at the head of a page: the centre at the left, the service at the right, a thick rule below."""

from letters.drawing.layouts import wording
from letters.drawing.typesetting.page import LEFT, RIGHT, TOP, WIDTH, Sheet
from letters.drawing.typesetting.typefaces import Weight


def band(sheet: Sheet, *, centre_name: str, centre_number: str) -> float:
    """Set the band at the page's top; return the height of its rule. A name that can't be drawn gets a line."""
    y = TOP - 13
    sheet.text_ending_at(wording.SERVICE, RIGHT, y, 11)
    if sheet.draws(centre_name):
        width = WIDTH - 160
        y -= 8 if sheet.shaped(centre_name, Weight.BOLD).width(9) > width else 0
        sheet.fitted(centre_name, LEFT, y, width=width, sizes=(14, 9), weight=Weight.BOLD)
    else:
        sheet.rule(LEFT, LEFT + 260, y - 2)
    y -= 17
    sheet.text(wording.centre(centre_number), LEFT, y, 11)
    sheet.rule(LEFT, RIGHT, y - 10, 2)
    return y - 10
