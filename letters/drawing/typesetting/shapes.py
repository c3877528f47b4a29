"""What a page is made of: lines of text, rules and boxes.

Layouts return shapes; nothing is drawn while it is worked out. So the glyphs that a batch needs are
known before its fonts are made, and a layout can be tested without a PDF.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from letters.drawing.typesetting.shaping import GlyphLine


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text whose baseline begins at (x, y); lengths in points from the page's lower left."""

    line: GlyphLine
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of `width` points."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.6


@dataclass(frozen=True, slots=True)
class Box:
    """An empty frame; (x, y) is its lower left corner."""

    x: float
    y: float
    width: float
    height: float
    line_width: float = 1.2
    radius: float = 4


type Shape = Text | Rule | Box


def lines_of(shapes: Iterable[Shape]) -> list[GlyphLine]:
    """Return the lines of text among `shapes`."""
    return [shape.line for shape in shapes if isinstance(shape, Text)]
