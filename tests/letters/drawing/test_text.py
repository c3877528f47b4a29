"""The text of letters: each page has its own candidate's details, and nobody else's."""

import re
from collections.abc import Callable

import pytest

from candidates.contact import Contact
from tests.support.letter_samples import A_LEVEL, AS_LEVEL, IGCSE, IGCSE_9_1, NAMES, O_LEVEL, PRE_U, letter
from tests.support.pdf_text import combined, drawn, pdfium_texts, singles, texts

BATCH = [letter(index) for index in range(1, 41)]
# Shaped scripts give glyphs rather than letters; these scripts have to come back exactly.
UNSHAPED = [script for script in NAMES if "arabic" not in script and script != "devanagari"]

readers = pytest.mark.parametrize("read", [texts, pdfium_texts])


@readers
def test_page_for_each_candidate_with_username_and_password(read: Callable[[bytes], list[str]]) -> None:
    pages = read(drawn(BATCH)[0])
    found = [_credentials(page) for page in pages]
    assert found == [(content.username, content.password) for content in BATCH]


@readers
def test_page_names_its_candidate_and_no_other(read: Callable[[bytes], list[str]]) -> None:
    pages = read(drawn(BATCH)[0])
    for content, page in zip(BATCH, pages, strict=True):
        named = [other.candidate_number for other in BATCH if other.candidate_name in page]
        assert named == [content.candidate_number]
        assert f"Candidate number {content.candidate_number}" in page
        assert f"Teaching group {content.teaching_group}" in page
        assert content.reference in page


@readers
def test_single_pdf_has_its_candidate_and_nobody_else(read: Callable[[bytes], list[str]]) -> None:
    files = singles(drawn(BATCH[:6])[1])
    assert list(files) == [f"PK123_{content.candidate_number}.pdf" for content in BATCH[:6]]
    for content, pdf in zip(BATCH[:6], files.values(), strict=True):
        [page] = read(pdf)
        assert _credentials(page) == (content.username, content.password)
        assert [other.username for other in BATCH if other.username in page] == [content.username]
        assert content.candidate_name in page


@readers
@pytest.mark.parametrize("script", UNSHAPED)
def test_name_comes_back_from_the_page(script: str, read: Callable[[bytes], list[str]]) -> None:
    [page] = read(combined(letter(candidate_name=NAMES[script])))
    # A reader may mark the direction of Hebrew with characters that can't be seen.
    assert NAMES[script] in re.sub("[\u202a-\u202e]", "", page)


@readers
def test_page_says_everything_that_it_should(read: Callable[[bytes], list[str]]) -> None:
    content = letter(replaces_earlier=True)
    [page] = read(combined(content))
    for words in (
        "Your results, November 2026",
        "Ravi Grammar School",
        "Centre PK123",
        content.sign_in_url,
        "Ask Sana Malik at your centre, not the board.",
        "Telephone +92 42 3555 0100",
        "Email exams@ravi-grammar.example.org",
        "Letter issued on 23 November 2026. It replaces letters of an earlier date.",
        "Keep it to yourself",
    ):
        assert words in " ".join(page.split())


def test_letter_that_replaces_none_does_not_say_so() -> None:
    assert "replaces" not in texts(combined(letter()))[0]


def test_contact_without_telephone_has_no_line_for_it() -> None:
    contact = Contact(name="Sana Malik", telephone="", email="exams@example.org")
    page = texts(combined(letter(contact=contact)))[0]
    assert "Telephone" not in page
    assert "Email exams@example.org" in page


def test_table_shows_this_candidates_qualifications_alone() -> None:
    """Both pages share fonts and document, and still each has its own table, single files included."""
    batch = [letter(1, releases=(A_LEVEL, AS_LEVEL, PRE_U, IGCSE_9_1)), letter(2, releases=(O_LEVEL,)), letter(3)]
    pdf, archive, _outcome = drawn([*batch[:2], letter(3, releases=(IGCSE,))])
    for pages in (texts(pdf), [texts(single)[0] for single in singles(archive).values()]):
        assert [_qualifications(page) for page in pages] == [
            ["International A Level", "International AS Level", "Pre-U", "IGCSE (9-1)"],
            ["O Level"],
            ["IGCSE"],
        ]


def test_row_gives_release_in_uk_time_at_the_centre_and_in_utc() -> None:
    page = " ".join(texts(combined(letter(releases=(A_LEVEL,))))[0].split())
    for words in (A_LEVEL.released_on, A_LEVEL.at_centre, A_LEVEL.utc):
        assert words in page


def test_words_are_ours() -> None:
    page = texts(combined(letter()))[0].lower()
    assert not [word for word in ("please", "invalid", "error") if word in page]


def _credentials(page: str) -> tuple[str, str]:
    username, password = re.findall(r"Username\s+(\S+)", page), re.findall(r"Password\s+(\S+)", page)
    assert len(username) == len(password) == 1, page
    return username[0], password[0]


def _qualifications(page: str) -> list[str]:
    table = page.split("UTC\n", 1)[1].split("Sign in at", maxsplit=1)[0]
    names = re.findall(r"Cambridge\s+(.+?)\s+(?:Monday|Tuesday|Thursday)", table, re.DOTALL)
    return [re.sub(r"\s+", " ", name) for name in names]
