"""The two families of viewers that most readers have: PDFium (Chrome, Edge) and Poppler (Evince, Okular, CUPS)."""

import io
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image, ImageFilter

from tests import prerequisites

DARK = 110  # of 255: ink, not the smoothed edge of ink
GREY = 200  # ink or its edge: thin strokes are dark in one viewer and grey in the other


def pages_in_pdfium(pdf: bytes, *, dpi: int) -> list[Image.Image]:
    """Return all pages as grey pictures, as Chrome and Edge draw them."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]
    finally:
        document.close()


def pages_in_poppler(pdf: bytes, *, dpi: int) -> list[Image.Image]:
    """Return all pages as grey pictures, as Poppler draws them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pages.pdf"
        path.write_bytes(pdf)
        subprocess.run(
            [prerequisites.path_of("poppler"), "-gray", "-r", str(dpi), str(path), f"{folder}/page"], check=True
        )
        return [Image.open(io.BytesIO(found.read_bytes())) for found in sorted(Path(folder).glob("page-*.pgm"))]


def misplaced_ink(one: Image.Image, other: Image.Image, *, within: int) -> int:
    """Return how many dark pixels of either picture have no ink of the other's within so many pixels."""
    return _alone(one, other, within) + _alone(other, one, within)


def _alone(picture: Image.Image, other: Image.Image, within: int) -> int:
    near = other.filter(ImageFilter.MinFilter(2 * within + 1))
    dark = picture.point(lambda value: 255 if value < DARK else 0)
    dark.paste(0, mask=near.point(lambda value: 255 if value < GREY else 0))
    return dark.histogram()[255]
