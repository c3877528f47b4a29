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

from results_portal.text import symbols
from results_portal.text.folding import fold_name

# 16 of 31 symbols are some 79 bits.
LENGTH, GROUP = 16, 4


def codes_of(says: str) -> Iterator[str]:
    """The code of a statement that says `says`, once for each listed key, newest first, in its plain form."""
    for secret in settings.LETTERS_KEYS:
        number = int.from_bytes(salted_hmac("statement code", says, secret=secret, algorithm="sha256").digest())
        yield symbols.from_number(number, length=LENGTH)


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
    return symbols.could_be(plain, length=LENGTH)


def plain_name(typed: str) -> str:
    """A name without what typists differ in: case, accents, spaces, punctuation, presentation forms."""
    return fold_name(typed)
