"""Text as it is compared when people search and type: without capitals, accents, or forms that keyboards differ in."""

import unicodedata

# Letters that Unicode doesn't take apart by itself, each with what people type in its place.
PLAIN_LETTERS = {
    **{"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "\u0131": "i", "ŧ": "t"},
    **{"æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"},
    # Greek final sigma.
    "\u03c2": "\u03c3",
    # Arabic and Persian: yeh, alef maksura, kaf, teh marbuta. The last, tatweel, only stretches a word.
    **{"\u06cc": "\u064a", "\u0649": "\u064a", "\u06a9": "\u0643", "\u0629": "\u0647", "\u0640": ""},
}
_TABLE = str.maketrans(PLAIN_LETTERS)


def fold(text: str) -> str:
    """`text` without capitals and accents. Two spellings of the same name are usually equal when both are folded."""
    # Some letters have capitals only once they are taken apart, so case is folded twice.
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_TABLE)


def fold_name(text: str) -> str:
    """`text` folded, without spaces, punctuation and every other sign that is neither a letter nor a digit."""
    return "".join(sign for sign in fold(text) if unicodedata.category(sign)[0] in "LN")
