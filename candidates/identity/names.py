"""Compares names as people write them: what is a corrected spelling, and what is another name."""

import unicodedata
from difflib import SequenceMatcher

from results_portal.text.folding import fold

# How alike two words are to count as two spellings of one: 1 is the same, 0 has nothing in common.
ALIKE = 0.7

Words = tuple[str, ...]


def words_of(name: str) -> Words:
    """The words of a name in alphabetical order, without capitals, accents and punctuation."""
    folded = fold(unicodedata.normalize("NFKC", name))
    spaced = "".join(sign if sign.isalnum() else " " for sign in folded)
    return tuple(sorted(spaced.split()))


def is_spelling_of(before: Words, after: Words) -> bool:
    """Whether one name is the other with corrected spelling, an initial written out, or words left out or added."""
    fewer, more = sorted((before, after), key=lambda words: (len(words), words))
    return bool(fewer) and all(any(_alike(word, other) or _shortened(word, other) for other in more) for word in fewer)


def share_a_word(before: Words, after: Words) -> bool:
    """Whether the names have any word in common, however it is spelled."""
    return any(_alike(word, other) for word in before for other in after)


def _alike(word: str, other: str) -> bool:
    one_way = SequenceMatcher(None, word, other, autojunk=False).ratio()
    other_way = SequenceMatcher(None, other, word, autojunk=False).ratio()
    return max(one_way, other_way) >= ALIKE


def _shortened(word: str, other: str) -> bool:
    return word.startswith(other) or other.startswith(word)
