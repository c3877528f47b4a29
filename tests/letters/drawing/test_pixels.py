"""Letters as a printer sees them: ink where it should be, none outside, names readable."""

import io

import pytest
from PIL import Image, ImageChops

from candidates.contact import Contact
from letters.contents import LetterContent
from letters.drawing import write_register
from letters.drawing.layouts.letter import common_part
from letters.drawing.typesetting.page import PAGE_HEIGHT
from tests.support.cjk import CJK_FONT
from tests.support.letter_samples import (
    A_LEVEL,
    AS_LEVEL,
    IGCSE,
    IGCSE_9_1,
    LONG_NAME,
    NAMES,
    O_LEVEL,
    PRE_U,
    letter,
)
from tests.support.pdf_text import blank, combined, drawn, ink, pixels, texts

DPI = 120
SIX = (A_LEVEL, AS_LEVEL, PRE_U, IGCSE, IGCSE_9_1, O_LEVEL)
LONG_CENTRE = "Suzhou Lakeside Foreign Language School and International Centre of Advanced Studies in Jiangsu"
LONG_CONTACT = Contact(name=LONG_NAME, telephone="+92 42 3555 0100 " * 6, email=f"{'exams.' * 20}@example.org")

AWKWARD = {
    **{script: letter(candidate_name=name) for script, name in NAMES.items()},
    "long": letter(candidate_name=LONG_NAME),
    "endless": letter(candidate_name="Al " * 200),
    "one endless word": letter(candidate_name="W" * 300),
    "long in arabic": letter(candidate_name=" ".join([NAMES["arabic of four words"]] * 6)),
    "undrawable": letter(candidate_name="ᚠᚢᚦ", centre_name="ᚠᚢᚦ"),
    "six qualifications": letter(releases=SIX),
    "everything long": letter(
        candidate_name=LONG_NAME,
        centre_name=LONG_CENTRE,
        contact=LONG_CONTACT,
        releases=SIX,
        teaching_group="Further Mathematics, Tuesday evenings, room above the library" * 2,
        replaces_earlier=True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("content", AWKWARD.values(), ids=AWKWARD)
def test_all_ink_stays_inside_what_a4_and_us_letter_print(content: LetterContent) -> None:
    pdf = combined(content)
    assert len(texts(pdf)) == 1
    _assert_inside(pixels(pdf, dpi=DPI))


def test_ink_of_register_and_separator_stays_inside() -> None:
    batch = [letter(index, candidate_name=LONG_NAME, teaching_group="A" * 90) for index in range(1, 30)]
    register = io.BytesIO()
    write_register(batch, pdf=register, cjk_font=CJK_FONT)
    for pdf in (register.getvalue(), drawn(batch, separators=True)[0]):
        _assert_inside(pixels(pdf, dpi=DPI))


def test_foot_is_not_reached_by_what_is_above_it() -> None:
    """With six qualifications the table still ends, and the contact still stands, above the foot."""
    words = texts(combined(AWKWARD["six qualifications"]))[0]
    assert words.index("Email") < words.index("Letter issued")
    picture = pixels(combined(AWKWARD["six qualifications"]), dpi=144)
    scale, foot_rule = 2, PAGE_HEIGHT - (60.94 + 28)
    above = picture.crop((0, int((foot_rule - 6) * scale), picture.width, int((foot_rule - 1) * scale)))
    assert blank(above)


def test_arabic_words_stand_in_the_right_order_on_paper() -> None:
    first, second = "نشوة", "مهنا"
    whole = _name_picture(f"{first} {second}")
    left, right = _cut_at_widest_gap(whole)
    assert _difference(right, _name_picture(first)) < 0.05
    assert _difference(left, _name_picture(second)) < 0.05
    # The measure does tell the two words apart.
    assert _difference(right, _name_picture(second)) > 0.2


@pytest.mark.parametrize("script", NAMES)
def test_name_leaves_ink(script: str) -> None:
    picture = _name_picture(NAMES[script])
    assert picture.width > 100
    assert picture.height > 30


def test_print_is_black_on_white() -> None:
    picture = pixels(combined(letter()), dpi=150)
    histogram = picture.histogram()
    # Between black and white there are only the smoothed edges of letters.
    assert histogram[0] > 0.5 * sum(histogram[:200])
    assert histogram[255] > 0.8 * sum(histogram)


def _assert_inside(picture: Image.Image) -> None:
    pixel = DPI / 25.4
    left, top, right, bottom = ink(picture)
    assert left >= 15 * pixel - 2
    assert right <= (210 - 15) * pixel + 2
    assert top >= (297 - 254) / 2 * pixel - 2
    assert bottom <= (297 - (297 - 254) / 2) * pixel + 2


def _name_picture(name: str) -> Image.Image:
    """Return the name's ink from a picture of its letter."""
    content = letter(candidate_name=name)
    scale = 200 / 72
    y = PAGE_HEIGHT - common_part(content, CJK_FONT).name_y
    picture = pixels(combined(content), dpi=200)
    strip = picture.crop((0, int((y - 30) * scale), picture.width, int((y + 11) * scale)))
    return strip.crop(ink(strip))


def _cut_at_widest_gap(picture: Image.Image) -> tuple[Image.Image, Image.Image]:
    columns = [not blank(picture.crop((x, 0, x + 1, picture.height))) for x in range(picture.width)]
    gaps: list[tuple[int, int]] = []
    begin = None
    for x, dark in enumerate(columns):
        if not dark and begin is None:
            begin = x
        elif dark and begin is not None:
            gaps.append((x - begin, begin))
            begin = None
    width, at = max(gaps)
    parts = picture.crop((0, 0, at, picture.height)), picture.crop((at + width, 0, picture.width, picture.height))
    return tuple(part.crop(ink(part)) for part in parts)  # type: ignore[return-value]


def _difference(one: Image.Image, other: Image.Image) -> float:
    """Return how much two pictures differ, from 0 (not at all) to 1, the second one scaled to the first."""
    changed = ImageChops.difference(one, other.resize(one.size))
    return sum(value * count for value, count in enumerate(changed.histogram())) / (255 * one.width * one.height)
