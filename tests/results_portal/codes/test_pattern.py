"""The language of patterns, and the words for what it says."""

import re
import time

import pytest

from results_portal.codes.kinds import FIRST_FORMS, CodeForm
from results_portal.codes.pattern import ANY_CODE, LONGEST, BadPattern, Pattern
from results_portal.models import CODE_LENGTH, CodeKind


@pytest.mark.parametrize(
    ("written", "follow", "others"),
    [
        ("AA999", ["PK123"], ["PK12", "PK1234", "pk123", "P1123", "PK12\u0663", "PK123\n", ""]),
        ("99999?9?", ["0042", "00042", "000042"], ["042", "0000042", "004A"]),
        ("AX9?", ["AB", "A1", "A12", "AB2"], ["1A", "A", "ABC"]),
        ("A?9", ["7", "B7"], ["B", "BB7"]),
    ],
)
def test_what_follows_a_pattern(written: str, follow: list[str], others: list[str]) -> None:
    pattern = Pattern(written)

    assert [text for text in [*follow, *others] if pattern.matches(text)] == follow


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("AA999", "two capital letters and three digits"),
        ("99999?9?", "four to six digits"),
        ("A9?9?", "one capital letter and up to two digits"),
        ("X", "one capital letter or digit"),
    ],
)
def test_a_pattern_is_said_in_words(written: str, words: str) -> None:
    assert Pattern(written).words == words


@pytest.mark.parametrize("written", ["", "?9", "9??", "aa", "B9", "[0-9]+", "9?9?", "9" * 13, "9-9", "9 9", "9\n"])
def test_what_is_no_pattern_is_refused(written: str) -> None:
    with pytest.raises(BadPattern):
        Pattern(written)


@pytest.mark.parametrize("kind", list(CodeKind))
def test_the_example_follows_its_pattern(kind: CodeKind) -> None:
    for written in ("AA999", "99999?9?", "XXXX?", "9A9A", "A" * 12, "9" * 12, "X" * 12):
        form = CodeForm(kind, Pattern(written))
        assert form.matches(form.like.rpartition("like ")[2]), form.like


def test_the_first_patterns_read_as_ever() -> None:
    assert {kind.value: form.like for kind, form in FIRST_FORMS.items()} == {
        "centre_number": "two capital letters and three digits, like PK123",
        "candidate_number": "four digits from 0001 to 9999, like 0042",
        "syllabus_code": "four digits, like 9709",
        "option_code": "two capital letters, like BX",
    }


def test_nobody_is_the_candidate_of_zeros_alone() -> None:
    assert not CodeForm(CodeKind.CANDIDATE_NUMBER, Pattern("99999?")).matches("00000")
    assert CodeForm(CodeKind.SYLLABUS_CODE, Pattern("9999")).matches("0000")


@pytest.mark.parametrize("written", ["X?A?9?X?A?9?X?A?9?X?A?9", "A?" * 11 + "9", "9?X?" * 5 + "A"])
def test_no_pattern_takes_long_to_refuse_a_text(written: str) -> None:
    pattern, began = Pattern(written), time.perf_counter()
    for text in ("A" * 5_000, "A" * 12 + "-", "9" * 12 + "-"):
        assert not pattern.matches(text)

    assert time.perf_counter() - began < 0.5


def test_a_code_is_safe_in_addresses_names_of_files_and_columns() -> None:
    assert ANY_CODE.pattern == "[0-9A-Z]{1,12}"
    assert LONGEST == CODE_LENGTH
    for written in ("AA999", "X" * 12, "9A?X?"):
        assert re.fullmatch(r"[\[\]0-9A-Z{},-]+", Pattern(written).expression)
