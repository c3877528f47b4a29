"""Writes the register of a batch: who gets a letter, with a line to sign for it. It holds no passwords."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from letters.contents import LetterContent
from letters.drawing.layouts import wording
from letters.drawing.layouts.register import register_pages
from letters.drawing.pdf.documents import CombinedDocument, content_stream
from letters.drawing.pdf.template import Encoder, template_pdf
from letters.drawing.typesetting.font_subsets import FontSet
from letters.drawing.typesetting.shapes import Shape, lines_of


def write_register(contents: Iterable[LetterContent], *, pdf: BinaryIO, cjk_font: Path | None = None) -> int:
    """Write the register of one centre's letters as a PDF; return the number of its pages.

    Each row has candidate number, name, teaching group and a line for a signature. A name that no
    font can draw gets a line to be written on. Raises ValueError when there are no letters.
    """
    letters = tuple(contents)
    if not letters:
        raise ValueError("There are no letters to register.")
    pages = register_pages(letters, cjk_font)
    _write(pages, wording.register_title(letters[0].series), pdf)
    return len(pages)


def _write(sheets: Sequence[tuple[Shape, ...]], title: str, pdf: BinaryIO) -> None:
    fonts = FontSet()
    for shapes in sheets:
        fonts.need(lines_of(shapes))
    with fonts:
        characters = fonts.characters()
        combined = CombinedDocument(template_pdf({}, fonts, characters), title)
        encoder = Encoder(fonts, characters)
        for shapes in sheets:
            combined.add(content_stream(encoder.content(shapes)))
        combined.write(pdf)
