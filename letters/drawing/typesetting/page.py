"""Sets lines and paragraphs on a page: collects shapes, wraps, shrinks. All lengths are in points."""

from dataclasses import dataclass, field
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from letters.drawing.typesetting.shapes import Box, Rule, Shape, Text
from letters.drawing.typesetting.shaping import GlyphLine, plain, shape, tidy
from letters.drawing.typesetting.typefaces import Weight

# What every page keeps to: 180 by 254 mm in the middle of A4. US Letter is wider and less high, and
# prints all of it whether the printer aligns the page at its top, at its bottom or in the middle.
PAGE_WIDTH: float = A4[0]
PAGE_HEIGHT: float = A4[1]
LEFT: float = 15 * mm
RIGHT = PAGE_WIDTH - LEFT
BOTTOM: float = (PAGE_HEIGHT - 254 * mm) / 2
TOP = PAGE_HEIGHT - BOTTOM
WIDTH = RIGHT - LEFT

LEADING = 1.35  # from baseline to baseline, in type sizes
_ELLIPSIS = "…"
_STEP = 0.5  # sizes are tried in steps of half a point


@dataclass(slots=True)
class Sheet:
    """A page in the making."""

    cjk_font: Path | None
    shapes: list[Shape] = field(default_factory=list)

    def shaped(self, words: str, weight: Weight) -> GlyphLine:
        """Return `words` as a shaped line."""
        return shape(words, weight, self.cjk_font)

    def draws(self, words: str) -> bool:
        """Tell whether `words` has letters, and a font for each of them."""
        line = self.shaped(words, Weight.BOLD)
        return bool(line.runs) and not line.undrawable

    def text(self, words: str, x: float, y: float, size: float, weight: Weight = Weight.REGULAR) -> float:
        """Set one line that begins at `x`; return where it ends."""
        line = self.shaped(words, weight)
        self.shapes.append(Text(line, x, y, size))
        return x + line.width(size)

    def plain(self, words: str, x: float, y: float, size: float, weight: Weight = Weight.REGULAR) -> float:
        """Set one line without kerning (numbers, codes) that begins at `x`; return where it ends."""
        line = plain(words, weight, self.cjk_font)
        self.shapes.append(Text(line, x, y, size))
        return x + line.width(size)

    def text_ending_at(self, words: str, x: float, y: float, size: float, weight: Weight = Weight.REGULAR) -> None:
        """Set one line without kerning that ends at `x`."""
        line = plain(words, weight, self.cjk_font)
        self.shapes.append(Text(line, x - line.width(size), y, size))

    def paragraph(
        self, words: str, x: float, y: float, *, width: float, size: float, weight: Weight = Weight.REGULAR
    ) -> float:
        """Set `words` in as many lines as they take; return the baseline after the last one."""
        for row in wrapped(words, weight, self.cjk_font, width=width, size=size):
            self.text(row, x, y, size, weight)
            y -= size * LEADING
        return y

    def fitted(
        self, words: str, x: float, y: float, *, width: float, sizes: tuple[float, float], weight: Weight
    ) -> None:
        """Set `words` as large as `sizes` (largest, smallest) and `width` allow, `y` the last baseline.

        What is too long even in the smallest size takes two lines, and only what is too long for
        those ends in an ellipsis.
        """
        largest, smallest = sizes
        breadth = self.shaped(words, weight).width(1)
        if breadth * smallest <= width:
            fitting = width / breadth if breadth else largest
            self.text(words, x, y, min(largest, fitting // _STEP * _STEP), weight)
            return
        rows = wrapped(words, weight, self.cjk_font, width=width, size=smallest)
        if len(rows) > 2:
            rest = _shortened(" ".join(rows[1:]), weight, self.cjk_font, width=width, size=smallest)
            rows = [rows[0], rest]
        for below, row in enumerate(rows):
            self.text(row, x, y + (len(rows) - 1 - below) * smallest * 1.2, smallest, weight)

    def rule(self, x1: float, x2: float, y: float, width: float = 0.6) -> None:
        """Draw a level line of `width` points."""
        self.shapes.append(Rule(x1, y, x2, y, width))

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a frame; (x, y) is its lower left corner."""
        self.shapes.append(Box(x, y, width, height))


def wrapped(words: str, weight: Weight, cjk_font: Path | None, *, width: float, size: float) -> list[str]:
    """Break `words` into lines of at most `width` points; a longer word is broken anywhere."""
    rows = [""]
    for word in tidy(words).split():
        longer = f"{rows[-1]} {word}".strip()
        if shape(longer, weight, cjk_font).width(size) <= width:
            rows[-1] = longer
            continue
        *full, last = _broken(word, weight, cjk_font, width=width, size=size)
        rows += [*full, last]
    return [row for row in rows if row]


def _broken(word: str, weight: Weight, cjk_font: Path | None, *, width: float, size: float) -> list[str]:
    pieces = [""]
    for character in word:
        longer = pieces[-1] + character
        if pieces[-1] and shape(longer, weight, cjk_font).width(size) > width:
            pieces.append(character)
        else:
            pieces[-1] = longer
    return pieces


def _shortened(words: str, weight: Weight, cjk_font: Path | None, *, width: float, size: float) -> str:
    while words and shape(words + _ELLIPSIS, weight, cjk_font).width(size) > width:
        words = words[:-1].rstrip()
    return words + _ELLIPSIS
