"""The QR code: the very one that segno makes, on paper too, and of a size that phones read."""

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from letters.drawing.layouts.letter import CODE_SIDE, code_corner, common_part
from letters.drawing.pdf import qr_codes
from tests.support.cjk import CJK_FONT
from tests.support.letter_samples import SIGN_IN_URL, SYMBOLS, letter
from tests.support.pdf_text import POINTS_PER_MM, blank, combined, pixels

PAGE_HEIGHT = 841.89


@settings(max_examples=30, deadline=None)
@given(username=st.text(SYMBOLS, min_size=1, max_size=10))
def test_code_is_the_one_that_segno_makes(username: str) -> None:
    assert _matrix(qr_codes.code(SIGN_IN_URL, username)) in _by_segno(SIGN_IN_URL, username)


@pytest.mark.parametrize("url", ["https://a.example/s/", "https://results." + "long-name." * 12 + "example/sign-in/"])
@pytest.mark.parametrize("username", ["K7M2P9QX", "a b/ü"])
def test_code_of_short_and_long_addresses(url: str, username: str) -> None:
    assert _matrix(qr_codes.code(url, username)) in _by_segno(url, username)


def test_address_has_the_username_filled_in() -> None:
    assert qr_codes.address(SIGN_IN_URL, "K7M2P9QX") == f"{SIGN_IN_URL}?username=K7M2P9QX"


def test_code_on_the_page_is_the_code() -> None:
    """Read from a picture of the page: the right way up, dark where it should be."""
    content = letter()
    read = _read_from(pixels(combined(content), dpi=300), 300)
    assert read in _by_segno(content.sign_in_url, content.username)


def test_code_is_large_enough_and_has_its_quiet_zone() -> None:
    assert CODE_SIDE >= 25 * POINTS_PER_MM
    picture = pixels(combined(letter()), dpi=300)
    left, top, side = _place(300)
    quiet = 4 * side / len(_read_from(picture, 300))
    around = picture.crop((int(left - quiet), int(top - quiet), int(left + side + quiet), int(top)))
    assert blank(around)


def _matrix(code: qr_codes.Code) -> list[list[bool]]:
    row_bytes = -(-code.size // 8)
    rows = [code.rows[start : start + row_bytes] for start in range(0, len(code.rows), row_bytes)]
    return [[bool(row[column // 8] >> (7 - column % 8) & 1) for column in range(code.size)] for row in rows]


def _by_segno(url: str, username: str) -> list[list[list[bool]]]:
    """Return segno's codes for the address, one for each of the eight masks that readers accept."""
    text = qr_codes.address(url, username)
    codes = (segno.make_qr(text, error="m", mode="byte", mask=mask, boost_error=False) for mask in range(8))
    return [[[bool(module) for module in row] for row in code.matrix] for code in codes]


def _place(dpi: int) -> tuple[float, float, float]:
    """Return left, top and side of the code in pixels."""
    x, y = code_corner(common_part(letter(), CJK_FONT).box_y)
    scale = dpi / 72
    return x * scale, (PAGE_HEIGHT - y - CODE_SIDE) * scale, CODE_SIDE * scale


def _read_from(picture: Image.Image, dpi: int) -> list[list[bool]]:
    left, top, side = _place(dpi)
    size = qr_codes.code(SIGN_IN_URL, letter().username).size
    module = side / size
    middles = [(position + 0.5) * module for position in range(size)]
    return [[picture.getpixel((int(left + x), int(top + y))) < 128 for x in middles] for y in middles]  # type: ignore[operator]
