"""Draws a batch of letters: one combined PDF, and a zip with a PDF for each candidate."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from letters.contents import LetterContent
from letters.drawing.layout_plan import LayoutPlan
from letters.drawing.page_writer import PageWriter, SingleDocuments
from letters.drawing.pdf.documents import CombinedDocument, Positioned
from letters.drawing.pdf.encryption import PdfEncryption

_PROGRESS_EVERY = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class DrawingReport:
    """What came of a batch.

    `pages` counts the combined PDF's pages with separators; `pages_by_number` tells each candidate
    number's page in it, from 0. `undrawable` holds the numbers of candidates whose name no font can
    draw; `undrawable_parts` holds "centre name" and "contact name" if that is so for them. All
    these have a line on the letter to be written on.
    """

    pages: int
    undrawable: tuple[str, ...]
    pages_by_number: dict[str, int]
    undrawable_parts: tuple[str, ...] = ()


def write_letters(
    contents: Iterable[LetterContent],
    *,
    pdf: BinaryIO | None,
    archive: BinaryIO | None,
    cjk_font: Path | None = None,
    on_progress: Callable[[int], None] | None = None,
    separators: bool = False,
    passphrase: str | None = None,
) -> DrawingReport:
    """Write the letters of one centre, in the order given, as a combined PDF and as a zip of PDFs.

    Either output may be None. Both are only written to, never read or sought. `separators` puts a
    sheet into the combined PDF before each change of teaching group. `on_progress` is told, about
    twice a second, how many candidates are done. `cjk_font` is a TrueType file for Han, kana and
    hangul. With a `passphrase` every document is encrypted (AES-256) and opens with it alone. The
    contents are kept in memory: a few hundred bytes for each candidate. Raises
    ValueError when there are none.
    """
    progress = _Progress(on_progress)
    letters = tuple(progress.while_reading(contents))
    if not letters:
        raise ValueError("There are no letters to write.")
    plan = LayoutPlan(letters, cjk_font, separators=separators, noted=lambda: progress.tell(0))
    with plan.fonts:
        encryption = PdfEncryption(passphrase) if passphrase else None
        writer = PageWriter(plan, plan.letters, plan.fonts.characters(), encryption)
        pages_by_number, pages = _written(plan, writer, pdf, archive, progress)
    progress.tell(len(letters), always=True)
    return DrawingReport(pages, plan.undrawable, pages_by_number, plan.undrawable_parts())


def write_single(content: LetterContent, *, pdf: BinaryIO, cjk_font: Path | None = None) -> DrawingReport:
    """Write one candidate's letter, as a batch's zip has it but with the fonts of this letter alone."""
    plan = LayoutPlan((content,), cjk_font)
    with plan.fonts:
        writer = PageWriter(plan, plan.letters, plan.fonts.characters())
        pdf.write(writer.single(content, writer.page(content)))
    return DrawingReport(1, plan.undrawable, {content.candidate_number: 0}, plan.undrawable_parts())


def _written(
    plan: LayoutPlan, writer: PageWriter, pdf: BinaryIO | None, archive: BinaryIO | None, progress: "_Progress"
) -> tuple[dict[str, int], int]:
    """Write both outputs; return each candidate number's page and the number of pages."""
    documents = SingleDocuments(plan, writer)
    combined = CombinedDocument(writer.template, plan.title, writer.encryption)
    pages_by_number: dict[str, int] = {}
    with _zip_file(archive) as zipped:
        for index, content in enumerate(plan.letters):
            if index in plan.separators:
                combined.add(writer.sheet(plan.separators[index]))
            pages_by_number[content.candidate_number] = combined.pages
            page = writer.page(content)
            combined.add(page)
            if zipped:
                zipped.writestr(ZipInfo(_file_name(content)), documents.document(index, page))
            progress.tell(index + 1)
    if pdf:
        combined.write(pdf)
    return pages_by_number, combined.pages


def _zip_file(archive: BinaryIO | None) -> "ZipFile | nullcontext[None]":
    # PDF streams are compressed already, hence the stored entries.
    return ZipFile(cast("BinaryIO", Positioned(archive)), "w", ZIP_STORED) if archive else nullcontext()


def _file_name(content: LetterContent) -> str:
    return f"{content.centre_number}_{content.candidate_number}.pdf"


class _Progress:
    """Tells how many candidates are done, not more often than somebody can watch."""

    def __init__(self, on_progress: Callable[[int], None] | None) -> None:
        self._on_progress = on_progress
        self._told_at = -_PROGRESS_EVERY

    def while_reading(self, contents: Iterable[LetterContent]) -> Iterator[LetterContent]:
        """The contents; opening thousands of passwords takes a while, in which nothing is done yet."""
        for content in contents:
            self.tell(0)
            yield content

    def tell(self, done: int, *, always: bool = False) -> None:
        """Pass `done` on if it is time to, or `always`."""
        now = time.monotonic()
        if self._on_progress and (always or now - self._told_at >= _PROGRESS_EVERY):
            self._told_at = now
            self._on_progress(done)
