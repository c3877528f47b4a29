"""The private parts of reportlab that the drawing leans on, all in this module.

`tests/letters/drawing/test_library_internals.py` fails when a new version of reportlab changes one of them.
"""

from io import BytesIO

from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas


def register_font(name: str, data: bytes) -> None:
    """Let reportlab find a TrueType font under `name`.

    Not reportlab's own `registerFont`: it takes a second font of the same face for the first one.
    """
    pdfmetrics._fonts[name] = ttfonts.TTFont(name, BytesIO(data), asciiReadable=True)


def unregister_font(name: str) -> None:
    """Forget the font of that name, if there is one."""
    pdfmetrics._fonts.pop(name, None)


def registered_fonts() -> frozenset[str]:
    """Return the names of all fonts that reportlab can find."""
    return frozenset(pdfmetrics._fonts)


def encoded(canvas: Canvas, font: ttfonts.TTFont, character: str) -> tuple[str, bytes]:
    """Return how `canvas` shows a character: the font's name inside the document, and the byte.

    reportlab deals bytes out in the order of first use; a font of more than 256 characters is several in the document.
    """
    document = canvas._doc
    [(subset, byte)] = font.splitString(character, document)
    return font.getSubsetInternalName(subset, document), byte
