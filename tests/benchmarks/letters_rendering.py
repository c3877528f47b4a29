"""How fast letters are drawn, next to what a plain reportlab canvas needs for the same page.

    python tests/benchmarks/letters_rendering.py [count]

Prints, from one run: pages a second of the plain canvas (combined PDF alone) and of ours (combined
PDF and zip together) and their ratio; bytes a page beyond the fonts; bytes of a single PDF; peak
memory at 1,000 and at 10,000 candidates, each in a process of its own.
"""

import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

sys.path.insert(0, str(Path(__file__).parents[2]))

import pymupdf_fonts
import segno
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from letters.contents import LetterContent
from letters.drawing import write_letters
from letters.drawing.layouts.letter import CODE_SIDE, CommonPart, code_corner, common_part
from letters.drawing.pdf import qr_codes
from letters.drawing.typesetting.page import BOTTOM, LEFT, RIGHT, WIDTH
from letters.drawing.typesetting.shapes import Box, Rule, Text
from tests.support.cjk import CJK_FONT
from tests.support.letter_samples import NAMES, letter

_FONTS = {"figo": "Regular", "figbo": "Bold", "cascadia": "Mono"}
_UNSHAPED = [name for script, name in NAMES.items() if script in ("latin", "vietnamese", "greek")]


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--peak"]:
        _print_peak(int(sys.argv[2]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print(f"{count} letters; best of three")
    contents = _contents(count)
    plain = _rate(count, lambda: _plain(contents, with_code=True))
    bare = _rate(count, lambda: _plain(contents, with_code=False))
    ours = _rate(count, lambda: _ours(contents))
    print(f"plain canvas, combined PDF alone        {plain:8,.0f} pages/s")
    print(f"plain canvas, even without its QR code  {bare:8,.0f} pages/s")
    print(f"ours, combined PDF and zip together     {ours:8,.0f} letters/s")
    print(f"ratio {ours / plain:.2f}; to the plain canvas without QR code {ours / bare:.2f} (to reach: 1.2)")
    _print_sizes(contents)
    peaks = {size: _peak(size) for size in (1_000, 10_000)}
    for size, peak in peaks.items():
        print(f"peak memory at {size:6,}: {peak:6.1f} MB")
    print(f"ratio {peaks[10_000] / peaks[1_000]:.2f} (at most 2; at most 250 MB)")


def _contents(count: int) -> list[LetterContent]:
    """Mostly Latin names, as in the sample data, with every twentieth one in Vietnamese or Greek."""
    return [
        letter(index, candidate_name=_UNSHAPED[index // 20 % len(_UNSHAPED)]) if index % 20 == 0 else letter(index)
        for index in range(1, count + 1)
    ]


def _rate(count: int, job: Callable[[], object]) -> float:
    times = []
    for _attempt in range(3):
        begin = time.perf_counter()
        job()
        times.append(time.perf_counter() - begin)
    return count / min(times)


def _ours(contents: list[LetterContent]) -> tuple[bytes, bytes]:
    pdf, archive = io.BytesIO(), io.BytesIO()
    write_letters(contents, pdf=pdf, archive=archive, cjk_font=CJK_FONT)
    return pdf.getvalue(), archive.getvalue()


def _plain(contents: list[LetterContent], *, with_code: bool) -> bytes:
    """Draw the letters as a straightforward program does: everything on every page, string by string.

    What can be worked out beforehand (the texts' places, the table) is given to it for nothing.
    """
    out = io.BytesIO()
    for key, name in _FONTS.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, io.BytesIO(pymupdf_fonts.myfont(key))))
    canvas = Canvas(out, pagesize=A4, pageCompression=1)
    commons: dict[object, CommonPart] = {}
    for content in contents:
        if content.releases not in commons:
            commons[content.releases] = common_part(content, CJK_FONT)
        common = commons[content.releases]
        _plain_common(canvas, common)
        _plain_own(canvas, content, common)
        if with_code:
            _plain_code(canvas, content, common)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _plain_common(canvas: Canvas, common: CommonPart) -> None:
    for mark in common.shapes:
        if isinstance(mark, Text):
            canvas.setFont(_FONTS[mark.line.runs[0].face.key], mark.size)
            canvas.drawString(mark.x, mark.y, mark.line.text)
        elif isinstance(mark, Rule):
            canvas.setLineWidth(mark.width)
            canvas.line(mark.x1, mark.y1, mark.x2, mark.y2)
        elif isinstance(mark, Box):
            canvas.setLineWidth(mark.line_width)
            canvas.roundRect(mark.x, mark.y, mark.width, mark.height, mark.radius)


def _plain_own(canvas: Canvas, content: LetterContent, common: CommonPart) -> None:
    size = 26.0
    while pdfmetrics.stringWidth(content.candidate_name, "Bold", size) > WIDTH:
        size -= 1
    canvas.setFont("Bold", size)
    canvas.drawString(LEFT, common.name_y, content.candidate_name)
    canvas.setFont("Regular", 12)
    canvas.drawString(LEFT, common.name_y - 23, f"Candidate number {content.candidate_number}")
    canvas.drawString(LEFT + 160, common.name_y - 23, f"Teaching group {content.teaching_group}")
    for label, value, up in (("Username", content.username, 52), ("Password", content.password, 20)):
        canvas.setFont("Bold", 12)
        canvas.drawString(LEFT + 18, common.box_y + up, label)
        canvas.setFont("Mono", 20)
        canvas.drawString(LEFT + 94, common.box_y + up, value)
    canvas.setFont("Regular", 9.5)
    canvas.drawRightString(RIGHT, BOTTOM + 15, f"Reference {content.reference}")


def _plain_code(canvas: Canvas, content: LetterContent, common: CommonPart) -> None:
    code = segno.make_qr(qr_codes.address(content.sign_in_url, content.username), error="m")
    x, y = code_corner(common.box_y)
    module = CODE_SIDE / len(code.matrix)
    path = canvas.beginPath()
    for row, modules in enumerate(reversed(code.matrix)):
        for column, dark in enumerate(modules):
            if dark:
                path.rect(x + column * module, y + row * module, module, module)
    canvas.drawPath(path, stroke=0, fill=1)


def _print_sizes(contents: list[LetterContent]) -> None:
    pdf, archive = _ours(contents)
    first, _archive = _ours(contents[:1])
    singles = [entry.file_size for entry in ZipFile(io.BytesIO(archive)).infolist()]
    per_page = (len(pdf) - len(first)) / (len(contents) - 1)
    print(f"combined PDF {len(pdf):,} bytes: {per_page:,.0f} a page beyond the first (at most 1,000)")
    print(f"single PDF at most {max(singles):,} bytes (at most 45,000)")


def _peak(count: int) -> float:
    """Return the peak memory in MB of a process that writes `count` letters to files."""
    command = [sys.executable, __file__, "--peak", str(count)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _print_peak(count: int) -> None:
    contents = _contents(count)
    nowhere = Path("/dev/null")
    with nowhere.open("wb") as pdf, nowhere.open("wb") as archive:
        write_letters(contents, pdf=pdf, archive=archive, cjk_font=CJK_FONT)
    # Not getrusage: its peak is that of the parent process when that was larger.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    print(int(status["VmHWM"].split()[0]) / 1024)


if __name__ == "__main__":
    main()
