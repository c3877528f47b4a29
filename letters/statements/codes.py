"""A statement's code, and the forgiving form of what people type from paper.

The code is a keyed digest of all that the statement says. The same contents give the same code, so nothing has to be
kept to print a statement again, and a code that can be made again from today's results belongs to a statement that
still holds. Keys are those of `LETTERS_KEYS`: a key has to stay listed for as long as statements that were made with
it should be found.
"""

import unicodedata
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import salted_hmac

# Capitals and digits without 0 O, 1 I L. 16 of 31 symbols are some 79 bits.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH, GROUP = 16, 4
# Letters that Unicode doesn't take apart into a base and an accent, or that two keyboards write differently.
_ALIKE = str.maketrans(
    {
        **{"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "\u0131": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"},
        # Arabic and Persian: yeh, alef maksura, kaf, teh marbuta.
        **{"\u06cc": "\u064a", "\u0649": "\u064a", "\u06a9": "\u0643", "\u0629": "\u0647"},
    }
)
_TATWEEL = "\u0640"


def codes_of(says: str) -> Iterator[str]:
    """The code of a statement that says `says`, once for each listed key, newest first, in its plain form."""
    for secret in settings.LETTERS_KEYS:
        number = int.from_bytes(salted_hmac("statement code", says, secret=secret, algorithm="sha256").digest())
        symbols = []
        for _ in range(LENGTH):
            number, symbol = divmod(number, len(ALPHABET))
            symbols.append(ALPHABET[symbol])
        yield "".join(symbols)


def digests_of(code: str, family_name: str) -> Iterator[str]:
    """What is stored of a code and the family name on its statement, once for each listed key, newest first."""
    text = f"{code} {plain_name(family_name)}"
    for secret in settings.LETTERS_KEYS:
        yield salted_hmac("statement digest", text, secret=secret, algorithm="sha256").hexdigest()


def printed(code: str) -> str:
    """A code in its plain form as it is printed: "ABCD-EFGH-JKMN-PQRS"."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def plain_code(typed: str) -> str:
    """A code in its plain form: capitals, without spaces and hyphens of any kind."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())


def could_be_code(plain: str) -> bool:
    """Whether `plain` is made as codes are."""
    return len(plain) == LENGTH and set(plain) <= set(ALPHABET)


def plain_name(typed: str) -> str:
    """A name without what typists differ in: case, accents, spaces, punctuation, presentation forms."""
    apart = unicodedata.normalize("NFKD", typed.casefold()).casefold().translate(_ALIKE)
    return "".join(sign for sign in apart if unicodedata.category(sign)[0] in "LN" and sign != _TATWEEL)
