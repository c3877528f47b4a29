"""The typefaces: which there are, which characters each can draw, and their HarfBuzz side."""

from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pymupdf_fonts
import uharfbuzz

# Glyphs without a character of their own (joined or stacked forms) get one from this private area.
_PRIVATE_AREA = 0xE000
_PRIVATE_SIZE = 0x1900


class Weight(Enum):
    """What the layout asks for; the value is the face's name in the wheel `pymupdf-fonts`."""

    REGULAR = "figo"
    BOLD = "figbo"
    MONO = "cascadia"


class Glyph(NamedTuple):
    """One glyph; lengths in thousandths of the type size, offsets from the pen's position."""

    character: str
    number: int
    advance: float
    natural_advance: float
    right: float = 0
    up: float = 0


class Face:
    """One typeface, whole: its file's bytes and what HarfBuzz needs to shape with it."""

    def __init__(self, key: str, data: bytes) -> None:
        face = uharfbuzz.Face(data)
        self.key = key
        self.data = data
        self.font = uharfbuzz.Font(face)
        self.scale = 1000 / face.upem
        # reportlab can't tell readers about characters beyond the Basic Multilingual Plane.
        self.characters = frozenset(chr(code) for code in face.unicodes if code < 0x10000)
        # Read from the highest down, so that of several characters the plainest one wins.
        self._character_of_glyph = {
            self.font.get_nominal_glyph(ord(character)): character
            for character in sorted(self.characters, reverse=True)
        }
        self._glyphs: dict[tuple[int, str], Glyph | None] = {}
        self.ascii = {
            character: self.glyph(self.font.get_nominal_glyph(ord(character)), character)
            for character in sorted(self.characters)
            if character.isascii()
        }

    def glyph(self, number: int, spoken: str) -> Glyph | None:
        """Return a glyph at its natural width, for the character that it stands for in the text.

        None if it can't be had: glyph 0 is the box for what is missing.
        """
        key = number, spoken
        if key not in self._glyphs:
            character = self._character_for(number, spoken)
            advance = self.font.get_glyph_h_advance(number) * self.scale
            self._glyphs[key] = Glyph(character, number, advance, advance) if character and number else None
        return self._glyphs[key]

    def _character_for(self, number: int, spoken: str) -> str:
        """Return the character that stands for a glyph in the PDF; "" if there can be none.

        The spoken character where it names this very glyph, so that extracted text is right; else
        any other character of the glyph (Arabic's joined forms have some), else a private one.
        """
        if spoken in self.characters and self.font.get_nominal_glyph(ord(spoken)) == number:
            return spoken
        private = chr(_PRIVATE_AREA + number) if number < _PRIVATE_SIZE else ""
        return self._character_of_glyph.get(number, private)


@lru_cache(maxsize=8)
def wheel_face(weight: Weight) -> Face:
    """Return a face of the wheel; loaded once per process."""
    return Face(weight.value, pymupdf_fonts.myfont(weight.value))


@lru_cache(maxsize=2)
def file_face(path: Path) -> Face:
    """Return the face in a TrueType file (for Han, kana and hangul). Raises OSError if it can't be read."""
    return Face("han", path.read_bytes())


def faces_for(weight: Weight, cjk_font: Path | None) -> tuple[Face, ...]:
    """Return the faces to try for text of `weight`, best first."""
    if cjk_font is None or weight is Weight.MONO:
        return (wheel_face(weight),)
    return wheel_face(weight), file_face(cjk_font)
