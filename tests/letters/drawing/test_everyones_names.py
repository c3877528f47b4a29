"""Every name is drawn whole, or the letter has a line on which the centre writes it and the officer is told."""

from tests.support.everyones_names import EVERYONES_NAMES
from tests.support.letter_samples import letter
from tests.support.pdf_text import drawn, faults, texts

# Scripts and signs that are in none of the fonts.
WRITTEN_BY_HAND = {
    "arabic salla ligature",
    "bengali",
    "assamese",
    "gujarati",
    "tamil",
    "kannada",
    "sinhala",
    "khmer",
    "burmese 2",
    "javanese",
    "amharic",
    "armenian",
    "cherokee",
    "nko",
    "syriac",
    "chinese ext B",
    "korean rare",
    "korean hanja",
    "yi",
    "arabic translit",
    "emoji",
    "private use",
    "noncharacter-ish replacement",
    "old hungarian (SMP)",
    "flag",
    "ol chiki",
    "vai",
}


def test_each_name_is_drawn_or_has_a_line_to_write_on() -> None:
    batch = [letter(index, candidate_name=name.full_name) for index, name in enumerate(EVERYONES_NAMES, 1)]

    pdf, _archive, outcome = drawn(batch)

    by_hand = [f"{index:04}" for index, name in enumerate(EVERYONES_NAMES, 1) if name.kind in WRITTEN_BY_HAND]
    assert list(outcome.undrawable) == by_hand
    lines = ["Name, written by your centre" in page for page in texts(pdf)]
    assert lines == [name.kind in WRITTEN_BY_HAND for name in EVERYONES_NAMES]
    assert faults(pdf) == []
