"""Hashing of generated passwords, and the forgiveness with which candidates may type them.

A generated password has 31^15 (about 2^74) equally likely values, which no cost per guess brings within reach. Its
hash can therefore be cheap, so that a whole cohort signs in within minutes of the release. People's own passwords
(officers, staff) are hashed elsewhere, slowly.
"""

import unicodedata
from functools import cache

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from access.credentials.generator import PASSWORD_LENGTH

ITERATIONS = 10_000
# The words before username and password on a letter, as they are pasted along with them.
PRINTED_LABELS = ("USERNAME", "PASSWORD")


class GeneratedPasswordHasher(PBKDF2PasswordHasher):
    """PBKDF2-SHA256 under a name of its own, so that its count of iterations is never mistaken for anybody's else.

    It stays out of `PASSWORD_HASHERS`: Django never uses it for a user, and never upgrades what it made at sign-in.
    """

    algorithm = "generated_pbkdf2_sha256"
    iterations = ITERATIONS


def hash_generated(password: str) -> str:
    """The hash (under 128 characters) of a generated password, given with or without its hyphens."""
    hasher = GeneratedPasswordHasher()
    return hasher.encode(normalise(password), hasher.salt())


def matches(password: str, encoded: str) -> bool:
    """Whether what somebody typed is the password behind `encoded`. False for a hash of any other kind."""
    if not encoded.startswith(GeneratedPasswordHasher.algorithm + "$"):
        return False
    return GeneratedPasswordHasher().verify(normalise(password), encoded)


@cache
def nobodys_hash() -> str:
    """A hash that no password is behind: checking it takes as long as checking a real one."""
    hasher = GeneratedPasswordHasher()
    return hasher.encode(hasher.salt() + hasher.salt(), hasher.salt())


def normalise(typed: str) -> str:
    """A username or password as it was generated, from what somebody typed or pasted.

    Forgiven are small letters, letters and digits of full width, digits of any script, everything between them (spaces,
    hyphens and dashes, full stops, quotes, invisible marks), and the word that stands before them on the letter.
    """
    plain = "".join(_as_generated(sign) for sign in unicodedata.normalize("NFKC", typed)).upper()
    for label in PRINTED_LABELS:
        # What was generated is never as long as this, so nothing of it is taken for a label.
        if plain.startswith(label) and len(plain) > PASSWORD_LENGTH:
            return plain.removeprefix(label)
    return plain


def _as_generated(sign: str) -> str:
    """A letter as it is, a digit of any script as one of 0 to 9, and nothing for any other sign."""
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    # Lm: letters that only modify others, among them a mark that telephones put in place of a hyphen.
    if sign.isalpha() and unicodedata.category(sign) != "Lm":
        return sign
    return ""
