"""Draws letters while an officer waits: any of them, in any order, protected or not."""

from collections.abc import Iterable
from typing import BinaryIO, cast

from letters.cjk_font import cjk_font
from letters.contents import LetterContent
from letters.drawing import write_letters, write_register
from letters.storage.encrypted_files import OpenFile
from letters.storage.temporary_file import EncryptedTemporaryFile


def draw(
    contents: Iterable[LetterContent], *, archive: bool, separators: bool = False, passphrase: str | None = None
) -> OpenFile:
    """The letters in the order given, as one PDF or, `archive`, as a zip of PDFs; ready to be read once.

    `separators` puts a sheet before each teaching group of the PDF. With a passphrase, each PDF opens with it alone.
    Raises `ValueError` when there are no letters, `OSError` when the disk is full.
    """
    spool = EncryptedTemporaryFile()
    out = cast("BinaryIO", spool)
    try:
        write_letters(
            contents,
            pdf=None if archive else out,
            archive=out if archive else None,
            cjk_font=cjk_font(),
            separators=separators,
            passphrase=passphrase,
        )
        return OpenFile(spool.size, spool.pieces())
    except BaseException:
        spool.close()
        raise


def draw_register(contents: Iterable[LetterContent]) -> OpenFile:
    """The register of these letters, ready to be read once. Raises `ValueError` when there are none."""
    spool = EncryptedTemporaryFile()
    try:
        write_register(contents, pdf=cast("BinaryIO", spool), cjk_font=cjk_font())
        return OpenFile(spool.size, spool.pieces())
    except BaseException:
        spool.close()
        raise
