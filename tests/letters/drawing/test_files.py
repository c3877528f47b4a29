"""The files themselves: what readers and printers accept, how large they are, how they are written."""

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from zipfile import ZIP_STORED, ZipFile

import pytest
from fontTools.ttLib import TTFont
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject

from letters.drawing import undrawable_characters, write_letters, write_register, write_single
from tests.support.cjk import CJK_FONT
from tests.support.letter_samples import NAMES, letter
from tests.support.pdf_text import combined, drawn, extracted, faults, singles, texts

EVERY_SCRIPT = [letter(index, candidate_name=name) for index, name in enumerate(NAMES.values(), start=1)]
LATIN = [letter(index) for index in range(1, 31)]


class Sink(io.RawIOBase):
    """A stream that can only be written to, like one that encrypts."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.data += bytes(data)
        return len(data)


def test_qpdf_accepts_every_file() -> None:
    pdf, archive, _outcome = drawn(EVERY_SCRIPT, separators=True)
    for data in (pdf, *singles(archive).values()):
        assert faults(data) == []


def test_fonts_are_embedded_truetype_subsets() -> None:
    pdf, archive, _outcome = drawn(EVERY_SCRIPT)
    for data in (pdf, *singles(archive).values()):
        fonts = list(_fonts(PdfReader(io.BytesIO(data)).pages[0]))
        assert len(fonts) >= 3
        assert {str(font["/Subtype"]) for font in fonts} == {"/TrueType"}
        assert all(re.fullmatch(r"/[A-Z]{6}\+\S+", str(font["/BaseFont"])) for font in fonts)
        assert [font for font in fonts if "/ToUnicode" not in font] == []
        assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)  # type: ignore[operator]


def test_fonts_carry_no_hints_and_no_shaping_tables() -> None:
    for program in _font_programs(combined(*EVERY_SCRIPT)):
        assert not {"fpgm", "prep", "cvt ", "GSUB", "GPOS"} & set(TTFont(io.BytesIO(program)).keys())


def test_sizes() -> None:
    pdf, archive, _outcome = drawn(LATIN)
    beyond_the_first = (len(pdf) - len(combined(LATIN[0]))) / (len(LATIN) - 1)
    assert beyond_the_first < 1_000
    assert max(map(len, singles(archive).values())) < 45_000


def test_single_stays_small_in_a_batch_of_many_han_characters() -> None:
    """The batch's own font would be far too large for each of its files."""
    han = sorted(chr(code) for code in TTFont(CJK_FONT).getBestCmap() if 0x4E00 <= code < 0x9F00)
    names = [" ".join(han[(index * 97 + part * 1009) % len(han)] * 2 for part in range(3)) for index in range(250)]
    batch = [letter(index, candidate_name=name) for index, name in enumerate(names, start=1)]
    files = singles(drawn(batch)[1])
    assert max(map(len, files.values())) < 45_000
    for content, pdf in zip(batch[::40], list(files.values())[::40], strict=True):
        [page] = texts(pdf)
        assert content.candidate_name in page
        assert content.password in page


def test_same_letters_give_the_same_files() -> None:
    assert drawn(EVERY_SCRIPT) == drawn(EVERY_SCRIPT)


def test_batches_in_several_threads_do_not_meet() -> None:
    """reportlab's fonts are known to the whole process by their names."""
    batches = [EVERY_SCRIPT, LATIN, LATIN[:5], EVERY_SCRIPT[:4]]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(drawn, batches))
    assert at_once == [drawn(batch) for batch in batches]


def test_outputs_are_only_written_to() -> None:
    pdf, archive = Sink(), Sink()
    write_letters(LATIN, pdf=pdf, archive=archive, cjk_font=CJK_FONT)  # type: ignore[arg-type]
    again = drawn(LATIN)
    assert pdf.data == again[0]
    assert singles(archive.data) == singles(again[1])


def test_either_output_may_be_left_out() -> None:
    pdf, archive, outcome = drawn(LATIN)
    alone = io.BytesIO()
    assert write_letters(LATIN, pdf=alone, archive=None, cjk_font=CJK_FONT) == outcome
    assert alone.getvalue() == pdf
    alone = io.BytesIO()
    assert write_letters(LATIN, pdf=None, archive=alone, cjk_font=CJK_FONT) == outcome
    assert alone.getvalue() == archive


def test_zip_is_stored_in_order_and_whole() -> None:
    batch = [letter(index) for index in (7, 3, 5)]
    with ZipFile(io.BytesIO(drawn(batch)[1])) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == ["PK123_0007.pdf", "PK123_0003.pdf", "PK123_0005.pdf"]
        assert {entry.compress_type for entry in opened.infolist()} == {ZIP_STORED}


def test_7_zip_and_python_read_the_same_files() -> None:
    archive = drawn(EVERY_SCRIPT)[1]
    assert extracted(archive) == singles(archive)
    assert len(singles(archive)) == len(EVERY_SCRIPT)


def test_7_zip_refuses_a_zip_that_was_damaged() -> None:
    archive = bytearray(drawn(LATIN[:2])[1])
    archive[len(archive) // 3] ^= 1
    with pytest.raises(AssertionError, match="CRC Failed"):
        extracted(bytes(archive))


def test_document_says_what_it_is() -> None:
    pdf, archive, _outcome = drawn(LATIN[:1])
    for data in (pdf, *singles(archive).values()):
        reader = PdfReader(io.BytesIO(data))
        assert reader.metadata == {
            "/Title": "Your results, November 2026",
            "/Author": "Candidate Results Service",
        }
        assert str(reader.root_object["/Lang"]) == "en-GB"


def test_page_tells_where_each_candidate_is() -> None:
    pdf, _archive, outcome = drawn(LATIN, separators=True)
    pages = texts(pdf)
    assert outcome.pages == len(pages)
    found = {number: f"Candidate number {number}" in pages[page] for number, page in outcome.pages_by_number.items()}
    assert found == {content.candidate_number: True for content in LATIN}


def test_separator_stands_before_each_group_of_the_combined_pdf_only() -> None:
    batch = [letter(1, teaching_group="11A"), letter(2, teaching_group="11A"), letter(3, teaching_group="")]
    pdf, archive, _outcome = drawn(batch, separators=True)
    pages = texts(pdf)
    assert len(pages) == 5
    assert [words in pages[0] for words in ("11A", "2 letters follow")] == [True, True]
    assert [words in pages[3] for words in ("No teaching group", "1 letter follows")] == [True, True]
    assert len(singles(archive)) == 3


def test_single_letter_is_the_one_from_the_batch() -> None:
    out = io.BytesIO()
    outcome = write_single(LATIN[4], pdf=out, cjk_font=CJK_FONT)
    assert texts(out.getvalue()) == [texts(combined(*LATIN))[4]]
    assert (outcome.pages, outcome.pages_by_number) == (1, {"0005": 0})


def test_no_letters_make_no_file() -> None:
    out = io.BytesIO()
    with pytest.raises(ValueError, match="no letters"):
        write_letters([], pdf=out, archive=None)
    assert out.getvalue() == b""


def test_progress_is_told_and_ends_with_all() -> None:
    told: list[int] = []
    drawn(LATIN, on_progress=told.append)
    assert told[0] == 0
    assert told == sorted(told)
    assert told[-1] == len(LATIN)


def test_register_lists_everybody_without_passwords() -> None:
    batch = [*LATIN, letter(31, candidate_name="ᚠᚢᚦ")]
    out = io.BytesIO()
    assert write_register(batch, pdf=out, cjk_font=CJK_FONT) == 2
    pages = texts(out.getvalue())
    assert ["Page 1 of 2" in pages[0], "Page 2 of 2" in pages[1]] == [True, True]
    whole = "\n".join(pages)
    assert [content.candidate_number in whole for content in batch] == [True] * 31
    assert [content.candidate_name in whole for content in LATIN] == [True] * 30
    assert not [content for content in batch if content.password in whole or content.username in whole]
    assert faults(out.getvalue()) == []


def test_name_that_no_font_can_draw_is_reported() -> None:
    batch = [letter(1), letter(2, candidate_name="Kim ᚠᚢᚦ"), letter(3, candidate_name="")]
    pdf, _archive, outcome = drawn(batch)
    assert outcome.undrawable == ("0002", "0003")
    page = texts(pdf)[1]
    assert "Kim" not in page
    assert "Name, written by your centre" in page
    assert "Candidate number 0002" in page


def test_other_names_that_no_font_can_draw_are_reported() -> None:
    contact = letter().contact.__class__(name="ᚠᚢᚦ", telephone="1", email="")
    pdf, _archive, outcome = drawn([letter(centre_name="ᚠᚢᚦ", contact=contact, teaching_group="ᚠ1")])
    assert outcome.undrawable == ()
    assert outcome.undrawable_parts == ("centre name", "contact name")
    assert "Teaching group" not in texts(pdf)[0]


def test_undrawable_characters() -> None:
    assert undrawable_characters("Kim ᚠᚢᚦᚠ", cjk_font=CJK_FONT) == "ᚠᚢᚦ"
    assert undrawable_characters("欧阳", cjk_font=None) == "欧阳"
    assert "".join(undrawable_characters(name, cjk_font=CJK_FONT) for name in NAMES.values()) == ""


def _font_programs(pdf: bytes) -> Iterator[bytes]:
    for font in _fonts(PdfReader(io.BytesIO(pdf)).pages[0]):
        yield font["/FontDescriptor"]["/FontFile2"].get_data()  # type: ignore[index]


def _fonts(page: PageObject) -> Iterator[DictionaryObject]:
    for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
        yield font.get_object()
