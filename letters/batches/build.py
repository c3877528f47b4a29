"""From contents to two encrypted files: the combined PDF and the zip with a PDF for each candidate."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, cast

from letters.cjk_font import cjk_font
from letters.contents import LetterContent
from letters.drawing import write_letters
from letters.storage import encrypted_files


class NoLetters(Exception):
    """There is nobody to write to."""


@dataclass(frozen=True, slots=True)
class CandidateLetter:
    """A letter's content with the candidate it is for, and a digest of each part of what it says."""

    candidate_pk: int
    content: LetterContent
    digests: dict[str, str]


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter within a batch: its page in the combined PDF, from 1."""

    candidate_pk: int
    page: int
    digests: dict[str, str]


@dataclass(frozen=True, slots=True)
class BuiltFiles:
    """The finished files' names and sizes (plain bytes) and what is in them."""

    pdf_name: str
    pdf_bytes: int
    archive_name: str
    archive_bytes: int
    pages: int
    letters: tuple[LetterPage, ...]
    undrawable: tuple[str, ...]
    undrawable_parts: tuple[str, ...]


def build(
    addressed: Iterable[CandidateLetter], *, batch: int, fence: int, on_progress: Callable[[int], None]
) -> BuiltFiles:
    """Draw the letters into two new files of the store, whole or not at all.

    Raises `NoLetters`, and whatever `on_progress`, the contents or the disk raise; then no file is left.
    """
    waiting = iter(addressed)
    first = next(waiting, None)
    if first is None:
        raise NoLetters
    writers: list[encrypted_files.Writer] = []
    try:
        for kind in ("pdf", "zip"):
            writers.append(encrypted_files.Writer(encrypted_files.new_name(batch=batch, fence=fence, kind=kind)))  # noqa: PERF401
        built = _drawn(chain([first], waiting), writers[0], writers[1], on_progress)
        for writer in writers:
            writer.keep()
    except BaseException:
        for writer in writers:
            writer.discard()
        raise
    return built


def discard(built: BuiltFiles) -> None:
    """Remove the files of letters that nobody will ask for."""
    encrypted_files.remove(built.pdf_name)
    encrypted_files.remove(built.archive_name)


def _drawn(
    addressed: Iterable[CandidateLetter],
    pdf: encrypted_files.Writer,
    archive: encrypted_files.Writer,
    on_progress: Callable[[int], None],
) -> BuiltFiles:
    noted: list[CandidateLetter] = []
    outcome = write_letters(
        _contents(addressed, noted),
        pdf=cast("BinaryIO", pdf),
        archive=cast("BinaryIO", archive),
        cjk_font=cjk_font(),
        on_progress=on_progress,
    )
    return BuiltFiles(
        pdf_name=pdf.name,
        pdf_bytes=pdf.size,
        archive_name=archive.name,
        archive_bytes=archive.size,
        pages=outcome.pages,
        letters=tuple(
            LetterPage(
                letter.candidate_pk, outcome.pages_by_number[letter.content.candidate_number] + 1, letter.digests
            )
            for letter in noted
        ),
        undrawable=outcome.undrawable,
        undrawable_parts=outcome.undrawable_parts,
    )


def _contents(addressed: Iterable[CandidateLetter], noted: list[CandidateLetter]) -> Iterator[LetterContent]:
    for letter in addressed:
        noted.append(letter)
        yield letter.content
