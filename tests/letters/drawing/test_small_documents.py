"""Documents that are drawn while somebody waits: the same however many wait, with fonts that fit any script."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
import segno
from pypdf import PdfReader

from letters.drawing.pdf import qr_codes
from letters.drawing.pdf.small_documents import document
from letters.drawing.pdf.template import Page
from letters.drawing.typesetting.page import LEFT, TOP, Sheet
from letters.drawing.typesetting.reportlab_internals import registered_fonts
from letters.drawing.typesetting.typefaces import Weight
from tests.support.cjk import CJK_FONT
from tests.support.letter_samples import NAMES
from tests.support.pdf_text import blank, pdfium_texts, pixels

PLAIN = ["latin", "vietnamese", "greek", "cyrillic", "thai", "hebrew", "georgian", "han"]


def page(words: str) -> Page:
    sheet = Sheet(CJK_FONT)
    sheet.text(words, LEFT, TOP - 40, 20, Weight.BOLD)
    sheet.plain("ABCD-2345", LEFT, TOP - 80, 20, Weight.MONO)
    return Page(tuple(sheet.shapes))


def drawn(*words: str) -> bytes:
    return document([page(each) for each in words], title="A title")


@pytest.mark.parametrize("script", NAMES)
def test_names_of_every_script_are_drawn(script: str) -> None:
    name = pixels(drawn(NAMES[script])).crop((0, 0, 496, 110))

    assert not blank(name)


@pytest.mark.parametrize("script", [script for script in PLAIN if script != "hebrew"])
def test_names_of_plain_scripts_can_be_read_from_the_file(script: str) -> None:
    assert NAMES[script] in pdfium_texts(drawn(NAMES[script]))[0]


def test_pages_follow_each_other() -> None:
    assert ["One" in text for text in pdfium_texts(drawn("One", "Two"))] == [True, False]


def test_a_file_has_only_the_glyphs_that_it_shows() -> None:
    assert len(drawn(NAMES["latin"])) < 20_000


def test_documents_drawn_at_the_same_time_are_as_those_drawn_one_by_one() -> None:
    names = [f"{name} {number}" for number in range(4) for name in NAMES.values()]
    one_by_one = [drawn(name) for name in names]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(drawn, names)) == one_by_one


def test_fonts_made_for_one_document_go_with_it() -> None:
    drawn(NAMES["devanagari"], NAMES["arabic"])
    before = registered_fonts()

    drawn(NAMES["devanagari"], NAMES["arabic"], NAMES["han"])

    assert {name for name in registered_fonts() - before if not name.endswith("-standing")} == set()


def test_the_file_has_its_title() -> None:
    metadata = PdfReader(io.BytesIO(drawn("One"))).metadata

    assert metadata
    assert (metadata.title, metadata.author) == ("A title", "Candidate Results Service")


def test_a_single_code_is_the_one_that_segno_makes() -> None:
    text = "https://results.example.org/results/check/?code=ABCD-EFGH-JKMN-PQRS"
    code = qr_codes.single(text)

    row_bytes = -(-code.size // 8)
    bits = [
        f"{int.from_bytes(code.rows[at : at + row_bytes]):0{row_bytes * 8}b}"
        for at in range(0, len(code.rows), row_bytes)
    ]
    by_segno = segno.make_qr(text, error="m", mode="byte", boost_error=False).matrix
    assert [row[: code.size] for row in bits] == ["".join(map(str, row)) for row in by_segno]
