"""The small language of patterns: "AA999" is two capital letters and three digits.

A stands for a capital letter, 9 for a digit, X for either; a question mark says that the sign before it may be missing.
There is nothing else, so that codes are safe in addresses and names of files, and matching one takes no time to speak
of: neighbours of one kind become one part with a least and a greatest length.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils.translation import ngettext

# The most signs that a code has, whatever its pattern: the width of columns.
LONGEST = 12
# What any pattern may allow.
ANY_CODE = re.compile(f"[0-9A-Z]{{1,{LONGEST}}}")
_CLASSES = {"A": "[A-Z]", "9": "[0-9]", "X": "[0-9A-Z]"}
_NAMES = {
    "A": ("capital letter", "capital letters"),
    "9": ("digit", "digits"),
    "X": ("capital letter or digit", "capital letters or digits"),
}
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SIGN = re.compile(r"([A9X])(\??)")


class BadPattern(ValueError):
    """The text isn't a pattern; the message says why, and what to write."""


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbours of one kind: from `least` to `most` of them."""

    kind: str
    least: int
    most: int

    @property
    def words(self) -> str:
        """ "two capital letters", "four to six digits"."""
        one, several = _NAMES[self.kind]
        name = ngettext(one, several, self.most)
        if self.least == self.most:
            return f"{_COUNTS[self.most]} {name}"
        if self.least == 0:
            return f"up to {_COUNTS[self.most]} {name}"
        return f"{_COUNTS[self.least]} to {_COUNTS[self.most]} {name}"


@dataclass(frozen=True)
class Pattern:
    """What one kind of code looks like. `written` is in the language above; raises `BadPattern` if it isn't."""

    written: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"([A9X]\??)+", self.written):
            raise BadPattern("Write A for a capital letter, 9 for a digit, X for either, ? after what may be missing.")
        if self.most > LONGEST:
            raise BadPattern(f"A code has at most {LONGEST} letters and digits.")
        if not any(part.least for part in self.parts):
            raise BadPattern("Something of the code must always be there.")

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Neighbours of one kind drawn together."""
        found = []
        for kind, signs in groupby(_SIGN.findall(self.written), key=lambda sign: sign[0]):
            optional = [bool(mark) for _, mark in signs]
            found.append(Part(kind, least=optional.count(False), most=len(optional)))
        return tuple(found)

    @property
    def most(self) -> int:
        return sum(part.most for part in self.parts)

    @cached_property
    def expression(self) -> str:
        """A regular expression for a whole code, for the database as well."""
        return "".join(f"{_CLASSES[part.kind]}{{{part.least},{part.most}}}" for part in self.parts)

    @cached_property
    def _matches(self) -> re.Pattern[str]:
        return re.compile(self.expression)

    def matches(self, text: str) -> bool:
        """Whether `text` as a whole is such a code."""
        return self._matches.fullmatch(text) is not None

    @property
    def digits(self) -> int | None:
        """How many digits each code has, where it is made of a fixed number of digits alone."""
        if len(self.parts) == 1 and self.parts[0].kind == "9" and self.parts[0].least == self.most:
            return self.most
        return None

    @property
    def words(self) -> str:
        """ "two capital letters and three digits"."""
        return " and ".join(part.words for part in self.parts)

    def example(self, *, letters: str, digits: str) -> str:
        """A code as long as it can be: its letters from the left of `letters`, its digits as `digits` or its end."""
        of_letters = sum(part.most for part in self.parts if part.kind == "A")
        of_digits = self.most - of_letters
        left, right = iter(letters.ljust(of_letters, "A")), iter(digits.zfill(of_digits)[-of_digits or LONGEST :])
        return "".join(next(left if part.kind == "A" else right) for part in self.parts for _ in range(part.most))
