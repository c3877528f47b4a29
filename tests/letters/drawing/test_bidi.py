"""The order of letters, numbers and signs on a line that runs both ways."""

import itertools

import pytest
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.drawing.typesetting.bidi import isolated, levels_of, visual_runs

# One character or two for each class that text may have, brackets, and what isolates.
ALPHABET = "aא ع1٢-,%!()\u0301\u2067\u2068\u2069"
NO_ISOLATES = ALPHABET.translate(dict.fromkeys(map(ord, "\u2067\u2068\u2069")))
NO_BRACKETS = ALPHABET.translate(dict.fromkeys(map(ord, "()")))
LONGEST_TRIED_WHOLE = 3


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("علمي 12/3", "12/3 يملع"),
        ("כיתה 11-2", "11-2 התיכ"),
        ("١٢٣ علي", "يلع ١٢٣"),
        ("نور (الهدى) 7", "7 )ىدهلا( رون"),
        ("Yusuf (يوسف) Khan", "Yusuf (فسوي) Khan"),
        ("100% علي", "يلع 100%"),
        ("שרה Sarah כהן", "ןהכ Sarah הרש"),
    ],
)
def test_numbers_signs_and_brackets_stand_where_a_reader_expects_them(text: str, seen: str) -> None:
    assert _seen(text) == seen


def test_isolated_name_keeps_its_own_order_in_a_sentence() -> None:
    """Without isolation the group's number would stand at its wrong end: it would belong to the English before it."""
    plain = _without_isolates(_seen(f"Teaching group {isolated('12 علمي')}"))
    assert plain == "Teaching group يملع 12"
    assert _seen("Teaching group 12 علمي") == "Teaching group 12 يملع"


def test_every_short_text_is_ordered_as_by_the_unicode_algorithm() -> None:
    for length in range(1, LONGEST_TRIED_WHOLE + 1):
        for characters in itertools.product(ALPHABET, repeat=length):
            text = "".join(characters)
            assert _seen(text) == get_display(text), ascii(text)


# The other program loses what stands before an isolate when it looks for the direction of brackets behind it (N0 c of
# the algorithm), so that longer texts have the one or the other.
@given(st.one_of(st.text(NO_ISOLATES, min_size=5, max_size=20), st.text(NO_BRACKETS, min_size=5, max_size=20)))
@settings(max_examples=1000, deadline=None)
def test_long_texts_are_ordered_as_by_the_unicode_algorithm(text: str) -> None:
    assert _seen(text) == get_display(text)


def test_brackets_behind_an_isolate_go_by_what_stands_before_it() -> None:
    """The number in them counts as from right to left, and so does what precedes: the brackets do as well."""
    assert _seen("a\u05d0\u20671\u2069(1)") == "a)1(\u20691\u2067\u05d0"


def test_text_from_left_to_right_is_one_stretch() -> None:
    assert levels_of("Ada (1) Lovelace") == [0] * 16
    assert visual_runs("Ada (1) Lovelace") == [("Ada (1) Lovelace", False)]


def _seen(text: str) -> str:
    """Return the characters from left to right."""
    seen = ""
    for stretch, leftwards in visual_runs(text):
        seen += stretch[::-1] if leftwards else stretch
    return seen


def _without_isolates(text: str) -> str:
    return "".join(character for character in text if character not in "\u2068\u2069")
