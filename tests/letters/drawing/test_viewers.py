"""Names look the same in every viewer: PDFium (Chrome, Edge) and Poppler agree on where each letter stands."""

import csv
from collections.abc import Iterator
from functools import lru_cache
from itertools import batched
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from letters.drawing import undrawable_characters
from letters.drawing.layouts.letter import common_part
from letters.drawing.pdf.small_documents import document
from letters.drawing.pdf.template import Page
from letters.drawing.typesetting.page import LEFT, PAGE_HEIGHT, TOP, Sheet
from letters.drawing.typesetting.typefaces import Weight
from tests.support.cjk import CJK_FONT
from tests.support.everyones_names import EVERYONES_NAMES
from tests.support.letter_samples import NAMES, letter
from tests.support.pdf_text import combined
from tests.support.viewers import misplaced_ink, pages_in_pdfium, pages_in_poppler

DPI = 100
SERIES = ("june-2026", "november-2026")
NOISE = 3  # pixels; a mark that stands wrong moves at least five
SIZE, ROW = 24.0, 40.0
NAMES_ON_A_PAGE = 17
CREDENTIALS = 132.0  # points from the box's lower edge to its upper one
LAST_LATIN_LETTER = "\u024f"


def _names(series: str) -> list[str]:
    """Every name of the sample series that isn't written in Latin letters alone, once."""
    path = Path(settings.BASE_DIR) / "candidates/sample_data" / series / "candidates.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        names = [f"{row['given_names']} {row['family_name']}".strip() for row in csv.DictReader(lines)]
    return [name for name in dict.fromkeys(names) if max(name) > LAST_LATIN_LETTER]


@pytest.mark.poppler
@pytest.mark.parametrize("series", SERIES)
def test_each_name_stands_where_it_should_in_both_viewers(series: str) -> None:
    names = _names(series)
    assert len(names) > 100
    differing = [name for name, distance in _distances(tuple(names)) if distance > NOISE]
    assert differing == []


def test_measure_sees_a_mark_that_moved() -> None:
    """A vowel sign that stands a fifth of the type size further to the right is far enough to be seen."""
    [picture, *_] = pages_in_pdfium(_sheets(("निशा",))[0], dpi=DPI)
    moved = Image.new("L", picture.size, 255)
    moved.paste(picture, (round(SIZE / 5 * DPI / 72), 0))
    assert misplaced_ink(picture, moved, within=2) > NOISE


@pytest.mark.poppler
def test_so_does_each_of_everyones_names() -> None:
    names = [name.full_name for name in EVERYONES_NAMES if not undrawable_characters(name.full_name, cjk_font=CJK_FONT)]
    assert len(names) > 60
    differing = [name for name, distance in _distances(tuple(names)) if distance > NOISE]
    assert differing == []


@pytest.mark.poppler
@pytest.mark.parametrize("script", NAMES)
def test_letter_is_the_same_in_both_viewers(script: str) -> None:
    content = letter(candidate_name=NAMES[script], teaching_group="12 علمي")
    pdf = combined(content)
    [one], [other] = pages_in_pdfium(pdf, dpi=DPI), pages_in_poppler(pdf, dpi=DPI)
    # Each viewer smooths the QR code in its own way, so what stands above its box is compared.
    above = (0, 0, one.width, int((PAGE_HEIGHT - common_part(content, CJK_FONT).box_y - CREDENTIALS) * DPI / 72))
    assert misplaced_ink(one.crop(above), other.crop(above), within=2) <= 10 * NOISE


def _distances(names: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    pdf, pages = _sheets(names)
    scale = DPI / 72
    drawn = zip(pages, pages_in_pdfium(pdf, dpi=DPI), pages_in_poppler(pdf, dpi=DPI), strict=True)
    for on_page, one, other in drawn:
        for position, name in enumerate(on_page):
            baseline = (PAGE_HEIGHT - TOP + ROW * (position + 1)) * scale
            strip = (0, int(baseline - 0.7 * ROW * scale), one.width, int(baseline + 0.3 * ROW * scale))
            yield name, misplaced_ink(one.crop(strip), other.crop(strip), within=2)


@lru_cache(maxsize=4)
def _sheets(names: tuple[str, ...]) -> tuple[bytes, list[tuple[str, ...]]]:
    """Return a PDF with the names, one below the other, and which stand on which page."""
    pages = []
    on_pages = list(batched(names, NAMES_ON_A_PAGE))
    for on_page in on_pages:
        sheet = Sheet(CJK_FONT)
        for position, name in enumerate(on_page):
            sheet.text(name, LEFT, TOP - ROW * (position + 1), SIZE, Weight.BOLD)
        pages.append(Page(tuple(sheet.shapes)))
    return document(pages, title="Names"), on_pages
