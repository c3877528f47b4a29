"""Turns a line of text in any script into glyphs in visual order, joined and stacked as it should be."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import uharfbuzz
from fontTools.unicodedata import script

from letters.drawing.typesetting.bidi import ISOLATES, visual_runs
from letters.drawing.typesetting.typefaces import Face, Glyph, Weight, faces_for, wheel_face

# Joiners steer the shaping of Persian and Indic names, isolates the order of a name inside a sentence. Other format
# characters only do harm.
_JOINERS = "\u200c\u200d"
# What stands behind some Han letters in names, to tell variants of one letter apart, and behind signs.
_VARIATION_SELECTORS = frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
# "ffi" as one glyph would be missing from extracted text, and a name is better without it anyway.
_FEATURES = {"liga": False}
# Nor does it need the narrow "f" before "t", which has no character of its own. Other scripts are joined by this.
_PLAIN_FEATURES = {"liga": False, "calt": False}
_WITHOUT_ISOLATES = str.maketrans("", "", ISOLATES)
_FIRST_RIGHT_TO_LEFT = "\u0590"
_NO_SCRIPT = ("Zyyy", "Zinh", "Zzzz")


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring glyphs of one face, from left to right; the width is in thousandths of the type size.

    `even` tells that each glyph stands on the line, right behind the one before it.
    """

    face: Face
    glyphs: tuple[Glyph, ...]
    width: float
    even: bool


@dataclass(frozen=True, slots=True)
class GlyphLine:
    """A shaped line: its runs from left to right, and the characters that no face could draw."""

    text: str
    runs: tuple[Run, ...]
    undrawable: str

    def width(self, size: float) -> float:
        """Return the line's width in points when set in `size` points."""
        return sum(run.width for run in self.runs) * size / 1000


def tidy(text: str) -> str:
    """Compose accents, turn any run of spaces or control characters into one space, drop format ones."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text)
    kept = (_plain(character) for character in composed)
    return " ".join("".join(kept).split())


def undrawable_characters(text: str, *, cjk_font: Path | None) -> str:
    """Return the characters of `text` that no font has, each once and in order; "" if all is fine."""
    missing = shape(text, Weight.BOLD, cjk_font).undrawable
    missing += shape(text, Weight.REGULAR, cjk_font).undrawable
    return "".join(dict.fromkeys(missing))


# As many as the largest centre has names: each is asked for several times, whenever its letter is worked on.
@lru_cache(maxsize=10_000)
def shape(text: str, weight: Weight, cjk_font: Path | None) -> GlyphLine:
    """Shape one line. What no face can draw is left out of the runs and named in `undrawable`."""
    tidied = tidy(text)
    runs: list[Run] = []
    missing = ""
    for part, face, leftwards in _parts(tidied, faces_for(weight, cjk_font)):
        glyphs = _glyphs(part, face, leftwards=leftwards) if face else None
        if face and glyphs:
            runs.append(_run(face, glyphs, even=not any(map(_moved, glyphs))))
        else:
            missing += part
    return GlyphLine(tidied, tuple(runs), missing)


def plain(text: str, weight: Weight, cjk_font: Path | None) -> GlyphLine:
    """Return a line without kerning, if `text` is plain ASCII: much faster, for numbers and codes.

    Unlike `shape` it remembers nothing, so that passwords don't stay in memory.
    """
    if not text.isascii():
        return shape(text, weight, cjk_font)
    face = wheel_face(weight)
    return GlyphLine(text, (_run(face, filter(None, map(face.ascii.get, text)), even=True),), "")


def _run(face: Face, glyphs: Iterable[Glyph], *, even: bool) -> Run:
    kept = tuple(glyphs)
    return Run(face, kept, sum([glyph.advance for glyph in kept]), even)


def _moved(glyph: Glyph) -> bool:
    return glyph.advance != glyph.natural_advance or bool(glyph.right or glyph.up)


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    # They choose among shapes of the letter before them, of which our fonts have one.
    if character in _VARIATION_SELECTORS:
        return ""
    if category == "Cf" and character not in _JOINERS and character not in ISOLATES:
        return ""
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return character


def _parts(text: str, faces: tuple[Face, ...]) -> Iterator[tuple[str, Face | None, bool]]:
    """Cut `text` into what HarfBuzz can shape at one time, from left to right on the line."""
    if text and max(text) < _FIRST_RIGHT_TO_LEFT and faces[0].characters.issuperset(text):
        yield text, faces[0], False
        return
    for stretch, leftwards in visual_runs(text):
        parts = list(_by_face_and_script(stretch.translate(_WITHOUT_ISOLATES), faces))
        if leftwards:
            parts.reverse()
        for part, face in parts:
            yield part, face, leftwards


def _by_face_and_script(text: str, faces: tuple[Face, ...]) -> Iterator[tuple[str, Face | None]]:
    """Cut `text` where the face or the script changes."""
    keys: list[tuple[Face | None, str]] = []
    for character in text:
        before = keys[-1] if keys else (None, "Zyyy")
        own = script(character)
        keys.append((_face_of(character, faces, before[0]), before[1] if own in _NO_SCRIPT else own))
    pairs = zip(keys, text, strict=True)
    for (face, _script), group in groupby(pairs, key=lambda pair: pair[0]):
        yield "".join(character for _key, character in group), face


def _face_of(character: str, faces: tuple[Face, ...], before: Face | None) -> Face | None:
    """Return the face for a character; spaces, shapes and joiners stay with their neighbour's."""
    if before and not character.isalnum() and _has(before, character):
        return before
    return next((face for face in faces if _has(face, character)), None)


def _has(face: Face, character: str) -> bool:
    return character in face.characters or character in _JOINERS


def _glyphs(text: str, face: Face, *, leftwards: bool) -> tuple[Glyph, ...] | None:
    """Shape `text` with one face; None if a glyph is missing after all."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if leftwards else "ltr"
    uharfbuzz.shape(face.font, buffer, _FEATURES if max(text) >= _FIRST_RIGHT_TO_LEFT else _PLAIN_FEATURES)
    glyphs = []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyph = face.glyph(info.codepoint, text[info.cluster])
        if glyph is None:
            return None
        advance = place.x_advance * face.scale
        if advance != glyph.advance or place.x_offset or place.y_offset:
            right, up = place.x_offset * face.scale, place.y_offset * face.scale
            glyph = glyph._replace(advance=advance, right=right, up=up)
        glyphs.append(glyph)
    return tuple(glyphs)
