# ruff: noqa: RUF001 - letters that look like others are what this is about
"""Names in every script: in the right order, joined, and never with a box for what a font lacks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.drawing.typesetting.bidi import visual_runs
from letters.drawing.typesetting.shaping import GlyphLine, shape, tidy
from letters.drawing.typesetting.typefaces import Weight
from tests.support.cjk import CJK_FONT
from tests.support.letter_samples import NAMES

ARABIC, FATHER = "نشوة", "مهنا"


def _shaped(text: str) -> GlyphLine:
    return shape(text, Weight.BOLD, CJK_FONT)


def _numbers(line: GlyphLine) -> list[int]:
    return [glyph.number for run in line.runs for glyph in run.glyphs]


def test_arabic_words_run_from_right_to_left() -> None:
    """On the line the last word stands first, each word being joined as it is alone."""
    space = _numbers(_shaped("a b"))[1]
    expected = [*_numbers(_shaped(FATHER)), space, *_numbers(_shaped(ARABIC))]
    assert _numbers(_shaped(f"{ARABIC} {FATHER}")) == expected


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("Ada Lovelace", [("Ada Lovelace", False)]),
        ("نشوة مهنا", [("نشوة مهنا", True)]),
        ("Yusuf يوسف أحمد", [("Yusuf ", False), ("يوسف أحمد", True)]),
        ("يوسف Yusuf", [("Yusuf", False), ("يوسف ", True)]),
        ("Yusuf (يوسف) Khan", [("Yusuf (", False), ("يوسف", True), (") Khan", False)]),
        ("يوسف 12 أحمد", [(" أحمد", True), ("12", False), ("يوسف ", True)]),
        ("", []),
    ],
)
def test_stretches_from_left_to_right(text: str, stretches: list[tuple[str, bool]]) -> None:
    assert visual_runs(text) == stretches


@given(st.text(max_size=30))
@settings(deadline=None)
def test_no_character_is_lost_or_doubled_by_ordering(text: str) -> None:
    assert sorted("".join(stretch for stretch, _leftwards in visual_runs(text))) == sorted(text)


def test_arabic_letters_are_joined() -> None:
    """The same letter has four forms: at a word's beginning, in its middle, at its end, alone."""
    alone = _numbers(_shaped("ه"))[0]
    beginning, middle, end = reversed(_numbers(_shaped("ههه")))
    assert len({alone, beginning, middle, end}) == 4


def test_devanagari_conjunct_is_one_glyph_and_reordered() -> None:
    assert len(_numbers(_shaped("द्म"))) == 1
    # The sign for a short i is spoken after its consonant and written before it.
    assert _shaped("कि").runs[0].glyphs[0].character == "ि"


def test_thai_marks_stand_above_their_letter_without_width() -> None:
    [run] = _shaped("ที่").runs
    assert [glyph.advance > 0 for glyph in run.glyphs] == [True, False, False]


def test_accents_are_composed() -> None:
    assert _shaped("e\u0301").text == "é"
    assert _numbers(_shaped("e\u0301")) == _numbers(_shaped("é"))


@pytest.mark.parametrize("weight", [Weight.REGULAR, Weight.BOLD])
@pytest.mark.parametrize("name", ["Clifton Shore", "Hofbauer", "Waf Khan", "Kafka", "Rafiq Griffith", "Wolfþór", "1fl"])
def test_each_letter_can_be_read_back(name: str, weight: Weight) -> None:
    [run] = shape(name, weight, None).runs

    assert "".join(glyph.character for glyph in run.glyphs) == name


def test_latin_keeps_one_glyph_for_each_letter() -> None:
    """So that the text of the page is the name, letter by letter."""
    assert "".join(glyph.character for glyph in _shaped("Griffith office").runs[0].glyphs) == "Griffith office"


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_script_of_the_data_can_be_drawn(name: str) -> None:
    line = _shaped(name)
    assert line.undrawable == ""
    assert line.width(26) > 26


@given(st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_missing_glyph_is_never_drawn(text: str) -> None:
    """Glyph 0 is the box. What can't be drawn is named instead, and all the rest is drawn."""
    line = _shaped(text)
    assert 0 not in _numbers(line)
    assert set(line.undrawable) <= set(tidy(text))
    assert bool(line.runs or line.undrawable) == bool(tidy(text))


def test_control_characters_and_directions_do_no_harm() -> None:
    assert tidy(" Ada\x00\n Love\u202elace \t") == "Ada Lovelace"
    assert _numbers(_shaped("Ada\u2066 Lovelace\u2069")) == _numbers(_shaped("Ada Lovelace"))
    assert tidy("می\u200cخواهم") == "می\u200cخواهم"
