"""Reads finished letters the way a printer or a person would: as text, as pixels, as files."""

import io
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import ZipFile

from PIL import Image, ImageOps
from pypdf import PdfReader

from letters.contents import LetterContent
from letters.drawing import DrawingReport, write_letters
from tests.support.letter_samples import CJK_FONT

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


def extracted_by_7z(archive: bytes) -> dict[str, bytes]:
    """Return the zip's files by name, as 7-Zip extracts them; it tests each file's checksum meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        run(["7z", "x", f"-o{folder}", "{}"], archive)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def singles(archive: bytes) -> dict[str, bytes]:
    """Return the zip's files by name, in their order."""
    with ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def texts(pdf: bytes) -> list[str]:
    """Return each page's text as pypdf reads it."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def poppler_texts(pdf: bytes) -> list[str]:
    """Return each page's text as poppler's pdftotext reads it."""
    return run(["pdftotext", "-enc", "UTF-8", "{}", "-"], pdf).decode().split("\f")[:-1]


def pixels(pdf: bytes, *, dpi: int = 60, page: int = 1) -> Image.Image:
    """Return a page as a grey picture, drawn by poppler; pages count from 1."""
    where = ["-f", str(page), "-l", str(page)]
    return Image.open(io.BytesIO(run(["pdftoppm", "-gray", "-r", str(dpi), *where, "{}"], pdf)))


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    """Return the box (left, top, right, bottom) around all that isn't white."""
    box = ImageOps.invert(picture).point(lambda value: 255 if value > 40 else 0).getbbox()
    assert box, "nothing is drawn"
    return box


def blank(picture: Image.Image) -> bool:
    """Tell whether nothing at all is drawn in the picture."""
    return not any(picture.histogram()[:250])


def run(command: Sequence[str], pdf: bytes) -> bytes:
    """Run a command on `pdf`, whose path takes the place of "{}"; complaints and failures are errors."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letters.pdf"
        path.write_bytes(pdf)
        done = subprocess.run([part.format(path) for part in command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done
    return done.stdout
