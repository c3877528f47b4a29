"""Every page that is drawn for a rehearsal says so, at its head and at its foot."""

import io
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from letters.contents import LetterContent
from letters.drawing import write_register
from letters.drawing.typesetting.page import BOTTOM, TOP
from letters.mail import message
from results_portal.text.rehearsal import MARK
from tests.support.letter_samples import NAMES, letter
from tests.support.pdf_text import drawn, extracted

SERIES = "REHEARSAL November 2026"
REHEARSED = [letter(index, candidate_name=name, series=SERIES) for index, name in enumerate(NAMES.values())]


def heights_of_marks(pdf: bytes) -> list[list[float]]:
    """Where the mark stands on each page."""
    return [heights_on(page) for page in PdfReader(io.BytesIO(pdf)).pages]


def heights_on(page: PageObject) -> list[float]:
    found: list[float] = []

    def note(text: str, _ctm: list[float], matrix: list[float], *_font: Any) -> None:
        if MARK in text:
            found.append(matrix[5])

    page.extract_text(visitor_text=note)
    return found


def register_of(contents: list[LetterContent]) -> bytes:
    file = io.BytesIO()
    write_register(contents, pdf=file)
    return file.getvalue()


@pytest.mark.parametrize("document", ["letters and sheets", "register"])
def test_each_page_has_the_mark_outside_of_everything_else(document: str) -> None:
    batch = [letter(index, series=SERIES) for index in range(60)]
    pdf = register_of(batch) if document == "register" else drawn(batch, separators=True)[0]

    pages = heights_of_marks(pdf)

    assert len(pages) > 2
    assert all(len(page) == 2 and max(page) > TOP and min(page) < BOTTOM for page in pages)


def test_each_single_letter_has_it() -> None:
    archive = drawn(REHEARSED)[1]

    assert {len(page) for pdf in extracted(archive).values() for page in heights_of_marks(pdf)} == {2}


def test_a_real_series_has_none() -> None:
    batch = [letter(index) for index in range(3)]

    assert heights_of_marks(drawn(batch, separators=True)[0])[0] == []
    assert heights_of_marks(register_of(batch)) == [[]]


def test_the_email_that_carries_a_letter_begins_with_it() -> None:
    subject, body = message.words(letter(series=SERIES))

    assert subject == f"{MARK}: Your results, {SERIES}: how to sign in"
    assert body.startswith(f"{MARK}\n")
    assert MARK not in "".join(message.words(letter()))
