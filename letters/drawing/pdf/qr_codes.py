"""QR codes by the thousand: of one address, with another username at its end each time.

A QR code of a given version, error level and mask is linear over GF(2): its dark modules are the
exclusive-or of those of a first text and of one pattern for each bit in which the texts differ. So
segno draws the code of one username and the pattern of each bit, and every further code costs a few
exclusive-ors of integers.
"""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

import segno

_BITS = range(7)  # percent-encoded addresses are ASCII
_ERROR_LEVEL = "m"  # survives creases and a poor printer: 15 % of the code may be lost


@dataclass(frozen=True, slots=True)
class Code:
    """A square code: `rows` holds, row after row from the top, `size` modules padded to whole bytes.

    A set bit is a dark module; the quiet zone is not included.
    """

    size: int
    rows: bytes


def address(sign_in_url: str, username: str) -> str:
    """Return the address that the code holds: the sign-in page with the username filled in."""
    return f"{sign_in_url}?username={quote(username)}"


def code(sign_in_url: str, username: str) -> Code:
    """Return the code of `address(sign_in_url, username)`. Raises ValueError if it is too long."""
    text = address(sign_in_url, username)
    tail = len(quote(username))
    family = _family(text[: len(text) - tail], tail)
    return family.code(text)


def single(text: str) -> Code:
    """Return the code of any one ASCII text, in about 6 ms. Raises ValueError if it is too long."""
    drawn = segno.make_qr(text.encode("ascii"), error=_ERROR_LEVEL, mode="byte", boost_error=False)
    size = len(drawn.matrix)
    return Code(size, _packed(drawn).to_bytes(size * _row_bytes(size), "big"))


@dataclass(frozen=True, slots=True)
class _Family:
    """The codes of all texts that begin with the same prefix and are equally long."""

    prefix_length: int
    size: int
    first_text: str
    first: int
    patterns: tuple[int, ...]

    def code(self, text: str) -> Code:
        modules = self.first
        tails = zip(text[self.prefix_length :], self.first_text[self.prefix_length :], strict=True)
        for position, (character, first) in enumerate(tails):
            difference = ord(character) ^ ord(first)
            for bit in _BITS:
                if difference >> bit & 1:
                    modules ^= self.patterns[position * len(_BITS) + bit]
        return Code(self.size, modules.to_bytes(self.size * _row_bytes(self.size), "big"))


@lru_cache(maxsize=8)
def _family(prefix: str, length: int) -> _Family:
    first_text = prefix + "@" * length
    chosen = segno.make_qr(first_text, error=_ERROR_LEVEL, mode="byte", boost_error=False)
    version, mask = int(chosen.version), chosen.mask
    first = _modules(first_text, version, mask)
    patterns = [
        first ^ _modules(_flipped(first_text, len(prefix) + position, bit), version, mask)
        for position in range(length)
        for bit in _BITS
    ]
    size = len(chosen.matrix)
    return _Family(len(prefix), size, first_text, first, tuple(patterns))


def _flipped(text: str, position: int, bit: int) -> str:
    return text[:position] + chr(ord(text[position]) ^ 1 << bit) + text[position + 1 :]


def _modules(text: str, version: int, mask: int) -> int:
    return _packed(
        segno.make_qr(
            text.encode("ascii"), error=_ERROR_LEVEL, version=version, mode="byte", mask=mask, boost_error=False
        )
    )


def _packed(drawn: segno.QRCode) -> int:
    """Return the code's modules as one number, rows padded to whole bytes."""
    modules = 0
    for row in drawn.matrix:
        padding = _row_bytes(len(row)) * 8 - len(row)
        for module in row:
            modules = modules << 1 | module
        modules <<= padding
    return modules


def _row_bytes(size: int) -> int:
    return -(-size // 8)
