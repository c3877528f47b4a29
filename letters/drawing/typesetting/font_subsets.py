"""The fonts of one batch: subset once to just the glyphs that its letters use, and without hints.

reportlab finds fonts by name in a registry of the process. Each batch puts its fonts there under
names of its own and takes them out at the end, so that batches in several threads don't meet.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from itertools import count
from types import TracebackType
from typing import Self

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from reportlab.pdfbase import pdfmetrics, ttfonts

from letters.drawing.typesetting.reportlab_internals import register_font, unregister_font
from letters.drawing.typesetting.shaping import GlyphLine
from letters.drawing.typesetting.typefaces import Face

_batches = count()
_SHAPING_TABLES = ["GSUB", "GPOS", "GDEF", "BASE", "DSIG", "gasp", "vhea", "vmtx", "FFTM"]


type Characters = dict[str, str]
"""The characters by the face's key, in a settled order, so that equal letters give equal files."""


def characters_of(lines: Iterable[GlyphLine]) -> Characters:
    """Return the characters that stand for the glyphs of `lines`."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        for run in line.runs:
            found[run.face.key].update([glyph.character for glyph in run.glyphs])
    return {key: "".join(sorted(found[key])) for key in sorted(found)}


class FontSet:
    """Collects what lines need, then, as a context manager, makes the fonts available to reportlab."""

    def __init__(self) -> None:
        self._batch = next(_batches)
        self._faces: dict[str, Face] = {}
        self._needed: dict[str, dict[str, int]] = defaultdict(dict)

    def need(self, lines: Iterable[GlyphLine]) -> None:
        """Note the glyphs of `lines`; has no effect on a set that is in use already."""
        for line in lines:
            for run in line.runs:
                self._faces[run.face.key] = run.face
                needed = self._needed[run.face.key]
                for glyph in run.glyphs:
                    needed[glyph.character] = glyph.number

    def name(self, key: str) -> str:
        """Return reportlab's name of the font made from the face `key`."""
        return f"{key}-{self._batch}"

    def font(self, key: str) -> ttfonts.TTFont:
        """Return reportlab's font made from the face `key`; only while the set is in use."""
        return pdfmetrics.getFont(self.name(key))

    def characters(self) -> Characters:
        """Return all characters of the set."""
        return {key: "".join(sorted(self._needed[key])) for key in sorted(self._needed)}

    def __enter__(self) -> Self:
        for key, face in self._faces.items():
            register_font(self.name(key), subset_of(face, frozenset(self._needed[key].items())))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for key in self._faces:
            unregister_font(self.name(key))


@lru_cache(maxsize=32)
def subset_of(face: Face, needed: frozenset[tuple[str, int]]) -> bytes:
    """Return a TrueType file with the needed glyphs, each under its character, and no others.

    `needed`: characters with the numbers of their glyphs. Single letters of one centre often need the same.
    """
    # Without the time of writing, equal batches give equal files.
    font = TTFont(BytesIO(_lean(face)), lazy=True, recalcTimestamp=False)
    names = {character: font.getGlyphName(number) for character, number in sorted(needed)}
    options = subset.Options(hinting=False, glyph_names=False, notdef_outline=True, name_IDs=[6])
    subsetter = subset.Subsetter(options)
    subsetter.populate(glyphs=names.values())
    subsetter.subset(font)
    _set_characters(font, names)
    return _saved(font)


@lru_cache(maxsize=4)
def _lean(face: Face) -> bytes:
    """Return the face's file without the tables that only shaping needs; they cost time to subset."""
    font = TTFont(BytesIO(face.data), lazy=True, recalcTimestamp=False)
    for tag in _SHAPING_TABLES:
        if tag in font:
            del font[tag]
    return _saved(font)


def _set_characters(font: TTFont, names: dict[str, str]) -> None:
    table = CmapSubtable.newSubtable(4)
    table.platformID, table.platEncID, table.language = 3, 1, 0
    table.cmap = {ord(character): name for character, name in names.items()}
    font["cmap"].tables = [table]


def _saved(font: TTFont) -> bytes:
    out = BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()
