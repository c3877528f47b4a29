"""What reportlab draws: one batch's template, and documents that are drawn at once.

The template is a small PDF that has the fonts and each kind's common part.
Every page of every document is made from it by exchanging the page's content, which `Encoder`
writes. reportlab forgets, once a document is saved, which byte it gave to which character; it deals
them out in the order of first use. So two canvases are used in the same way: one is saved as the
template, the other one stays open and encodes pages.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfdoc import xObjectName
from reportlab.pdfgen.canvas import Canvas

from letters.drawing.pdf.content_stream import Encoding, lines
from letters.drawing.pdf.qr_codes import Code
from letters.drawing.typesetting.font_subsets import Characters, FontSet
from letters.drawing.typesetting.shapes import Box, Rule, Shape

LANGUAGE = "en-GB"
AUTHOR = "Candidate Results Service"

type Forms = Mapping[str, tuple[Shape, ...]]
"""Marks that pages have in common, by a name."""

type PlacedCode = tuple[Code, float, float, float]
"""A code, its lower left corner and its side in points."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page with all that is on it."""

    shapes: tuple[Shape, ...]
    code: PlacedCode | None = None


def template_pdf(forms: Forms, fonts: FontSet, characters: Characters) -> bytes:
    """Return a one-page PDF that has `forms` as form XObjects, and fonts with `characters`."""
    out = BytesIO()
    canvas = _canvas(out, fonts, characters)
    encoding = Encoding(canvas, fonts, characters)
    for name, shapes in forms.items():
        canvas.beginForm(name)
        _draw(canvas, shapes, encoding)
        canvas.endForm()
    for name in forms:
        canvas.doForm(name)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


class Encoder:
    """Writes the content of single pages, in the terms of the template made with the same fonts and characters."""

    def __init__(self, fonts: FontSet, characters: Characters) -> None:
        self._encoding = Encoding(_canvas(BytesIO(), fonts, characters), fonts, characters)

    def content(
        self,
        shapes: tuple[Shape, ...],
        *,
        form: str | None = None,
        code: PlacedCode | None = None,
    ) -> bytes:
        """Return a page's content: the form, texts and rules, and a code with its corner and side."""
        parts = [f"/{form_name(form)} Do"] if form else []
        parts += [lines(shapes), self._encoding.text(shapes)]
        if code:
            parts.append(_image(*code))
        return "\n".join(parts).encode("latin-1")


def pages_pdf(pages: Iterable[Page], fonts: FontSet, characters: Characters, *, title: str) -> bytes:
    """Return a PDF with `pages` and `title`, its fonts cut down to the glyphs that it shows."""
    out = BytesIO()
    canvas = _canvas(out, fonts, characters)
    canvas.setTitle(title)
    canvas.setAuthor(AUTHOR)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    encoding = Encoding(canvas, fonts, characters)
    for page in pages:
        _draw(canvas, page.shapes, encoding)
        if page.code:
            canvas.drawText(_Encoded(_image(*page.code)))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def form_name(name: str) -> str:
    """Return the name that reportlab gives to the form `name` inside the document."""
    return str(xObjectName(name))


def _canvas(out: IO[bytes], fonts: FontSet, characters: Characters) -> Canvas:
    # Without a first font of ours, each page would name Helvetica, which isn't embedded.
    first = fonts.name(next(iter(characters)))
    return Canvas(out, pagesize=A4, invariant=1, pageCompression=1, lang=LANGUAGE, initialFontName=first)


def _draw(canvas: Canvas, shapes: tuple[Shape, ...], encoding: Encoding) -> None:
    for shape in shapes:
        if isinstance(shape, Rule):
            canvas.setLineWidth(shape.width)
            canvas.line(shape.x1, shape.y1, shape.x2, shape.y2)
        elif isinstance(shape, Box):
            canvas.setLineWidth(shape.line_width)
            canvas.roundRect(shape.x, shape.y, shape.width, shape.height, shape.radius)
    canvas.drawText(_Encoded(encoding.text(shapes)))


@dataclass(frozen=True, slots=True)
class _Encoded:
    """Operators in the shape in which reportlab's canvas takes them."""

    operators: str

    def getCode(self) -> str:  # noqa: N802 - reportlab's name
        """Return the operators."""
        return self.operators


def _image(code: Code, x: float, y: float, side: float) -> str:
    # Hexadecimal digits, since raw bytes might contain the two letters that end an inline image.
    return (
        f"q {side:.2f} 0 0 {side:.2f} {x:.2f} {y:.2f} cm\n"
        f"BI /W {code.size} /H {code.size} /IM true /BPC 1 /D [1 0] /F /AHx ID\n{code.rows.hex()}>\nEI Q"
    )
