"""Hashing of generated passwords, and the forgiveness with which candidates may type them.

A generated password has 31^15 (about 2^74) equally likely values, which no cost per guess brings within reach. Its
hash can therefore be cheap, so that a whole cohort signs in within minutes of the release. People's own passwords
(officers, staff) are hashed elsewhere, slowly.
"""

import re
import unicodedata
from functools import cache

from django.contrib.auth.hashers import PBKDF2PasswordHasher

ITERATIONS = 10_000
# Pd: every dash there is. The others are what telephones and word processors put in place of a hyphen.
_LOOKS_LIKE_A_HYPHEN = frozenset("-_\u00ad\u02d7\u2043\u2212\u30fc\uff70")
_SPACE = re.compile(r"\s+")


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
    """A username or password as it was generated: capitals, no spaces, no hyphens or dashes, no full-width forms."""
    plain = unicodedata.normalize("NFKC", typed)
    kept = (sign for sign in _SPACE.sub("", plain) if not _ignored(sign))
    return "".join(kept).upper()


def _ignored(sign: str) -> bool:
    # Cf: invisible marks (zero-width space, byte order mark, direction marks) that copying brings along.
    # Cs: half of a character, which nothing could encode.
    return sign in _LOOKS_LIKE_A_HYPHEN or unicodedata.category(sign) in ("Pd", "Cf", "Cs")
