"""Documents that are drawn while somebody waits for them: a page or a few, in some ten milliseconds.

Most of a small document's time would go into its fonts. So fonts with every plain character are made once per process
and stay. Only a face of which a page needs joined or stacked glyphs (Arabic, Devanagari) is made for that page.
"""

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

from letters.drawing.pdf.template import Page, pages_pdf
from letters.drawing.typesetting.font_subsets import FontSet, subset_of
from letters.drawing.typesetting.reportlab_internals import register_font
from letters.drawing.typesetting.shapes import lines_of
from letters.drawing.typesetting.typefaces import Face, Weight

# Codes alone are set in it.
_ASCII_ALONE = Weight.MONO.value
_FROM_WHEEL = frozenset(weight.value for weight in Weight)
# reportlab reads a font's file by a position that every document with this font moves.
_drawing = Lock()


def document(pages: Sequence[Page], *, title: str) -> bytes:
    """Return a PDF of `pages`; equal pages give equal bytes. Safe to call from several threads."""
    with _drawing, _PageFonts(pages) as fonts:
        return pages_pdf(pages, fonts, fonts.characters(), title=title)


class _PageFonts(FontSet):
    """The fonts of one document: standing ones where those have every glyph, else its own."""

    def __init__(self, pages: Sequence[Page]) -> None:
        super().__init__()
        for page in pages:
            self.need(lines_of(page.shapes))
        self._lent = {key: _standing(face) for key, face in self._faces.items() if _plain(face, self._needed[key])}
        self._faces = {key: face for key, face in self._faces.items() if key not in self._lent}

    def name(self, key: str) -> str:
        """Return reportlab's name of the font made from the face `key`."""
        return self._lent.get(key) or super().name(key)


def _plain(face: Face, needed: dict[str, int]) -> bool:
    """Tell whether each glyph is the one that the face itself gives to its character."""
    allowed = _characters(face)
    return all(
        character in allowed and face.font.get_nominal_glyph(ord(character)) == number
        for character, number in needed.items()
    )


def _characters(face: Face) -> frozenset[str]:
    return frozenset(face.ascii) if face.key == _ASCII_ALONE else face.characters


@lru_cache(maxsize=8)
def _standing(face: Face) -> str:
    """Make a font of all plain characters (some 0.2 s) and return reportlab's name of it."""
    data = face.data
    if face.key in _FROM_WHEEL:
        # What the wheel has is hinted; a font with Han is not, and subsetting it would take long.
        numbers = {character: face.font.get_nominal_glyph(ord(character)) for character in sorted(_characters(face))}
        data = subset_of(face, frozenset((character, number) for character, number in numbers.items() if number))
    name = f"{face.key}-standing"
    register_font(name, data)
    return name
