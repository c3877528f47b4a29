"""Writes shapes as PDF operators, in the bytes that reportlab gave to the characters of its fonts."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from reportlab.lib.rl_accel import escapePDF
from reportlab.pdfgen.canvas import Canvas

from letters.drawing.typesetting import reportlab_internals
from letters.drawing.typesetting.font_subsets import Characters, FontSet
from letters.drawing.typesetting.shapes import Rule, Shape, Text
from letters.drawing.typesetting.shaping import Run
from letters.drawing.typesetting.typefaces import Glyph


class Encoding:
    """For one reportlab document: how it names fonts, and how it encodes `characters` with them.

    A font of more than 256 characters is several fonts in the PDF.
    """

    def __init__(self, canvas: Canvas, fonts: FontSet, characters: Characters) -> None:
        self._encoded: dict[str, dict[str, tuple[str, str]]] = {}
        for key, of_face in characters.items():
            font = fonts.font(key)
            encoded: dict[str, tuple[str, str]] = {}
            for character in of_face:
                name, byte = reportlab_internals.encoded(canvas, font, character)
                encoded[character] = name, escapePDF(byte)
            self._encoded[key] = encoded

    def text(self, shapes: Iterable[Shape]) -> str:
        """Return the operators that show the texts among `shapes`."""
        shown = [part for shape in shapes if isinstance(shape, Text) for part in self._line(shape)]
        return "\n".join(["BT", *shown, "ET"])

    def _line(self, shape: Text) -> Iterator[str]:
        x = shape.x
        for run in shape.line.runs:
            yield f"1 0 0 1 {x:.2f} {shape.y:.2f} Tm"
            yield from self._run(run, shape.size)
            x += run.width * shape.size / 1000

    def _run(self, run: Run, size: float) -> Iterator[str]:
        encoded = self._encoded[run.face.key]
        if run.even:
            # Nearly all that is set: numbers, codes, labels, and names without kerning.
            for font, codes in groupby([encoded[glyph.character] for glyph in run.glyphs], key=itemgetter(0)):
                yield f"{font} {size:g} Tf"
                yield f"({''.join([code for _font, code in codes])}) Tj"
            return
        raised = False
        placed = ((*encoded[glyph.character], glyph) for glyph in run.glyphs)
        for (font, up), group in groupby(placed, key=lambda item: (item[0], item[2].up)):
            yield f"{font} {size:g} Tf"
            if up or raised:
                yield f"{up * size / 1000:.2f} Ts"
            raised = bool(up)
            yield _shown([(code, glyph) for _font, code, glyph in group])
        if raised:
            yield "0 Ts"


def _shown(glyphs: list[tuple[str, Glyph]]) -> str:
    """Show encoded glyphs of one font at one height.

    No string in the array is empty: after one, PDFium (Chrome, Edge) forgets the array's last adjustment.
    """
    shown = ""
    in_string = False
    gap = 0.0  # to take back before the next glyph, in thousandths of the type size
    for code, glyph in glyphs:
        gap -= glyph.right
        if round(gap):
            shown += f"){gap:.0f}(" if in_string else f"{gap:.0f}("
        elif not in_string:
            shown += "("
        shown += code
        in_string = True
        gap = glyph.natural_advance - glyph.advance + glyph.right
    return f"[{shown}){gap:.0f}] TJ"


def lines(shapes: Iterable[Shape]) -> str:
    """Return the operators that draw the rules among `shapes`."""
    return "\n".join(
        f"{shape.width:g} w {shape.x1:.2f} {shape.y1:.2f} m {shape.x2:.2f} {shape.y2:.2f} l S"
        for shape in shapes
        if isinstance(shape, Rule)
    )
