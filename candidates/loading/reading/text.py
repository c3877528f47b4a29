"""From bytes to text: UTF-8 and UTF-16 are recognised, another encoding has to be named."""

import codecs
import io

from candidates.loading.errors import Problem, UnreadableFile
from candidates.loading.reading.tables import Text

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SAMPLE = 200
PIECE = 1024 * 1024


def decode(file: str, content: bytes, *, encoding: str) -> Text:
    """What gives the text of a file line by line; raises `UnreadableFile`.

    `encoding` counts for what is neither UTF-8 nor UTF-16. Of UTF-8, which most large files are, the bytes alone stay
    in memory.
    """
    if content.startswith(UTF16) or _looks_like_utf16(content):
        return _kept(_utf16(file, content))
    try:
        _check_utf8(content)
    except UnicodeDecodeError:
        return _kept(_not_streamed(file, content, encoding))
    return lambda: io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")


def _kept(text: str) -> Text:
    return lambda: io.StringIO(text, newline="")


def _check_utf8(content: bytes) -> None:
    """Raise `UnicodeDecodeError` for what isn't UTF-8, without holding all of its text."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    whole = memoryview(content)
    for start in range(0, len(whole), PIECE):
        decoder.decode(whole[start : start + PIECE])
    decoder.decode(b"", final=True)


def _not_streamed(file: str, content: bytes, encoding: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        if encoding:
            return _named(file, content, encoding)
        raise UnreadableFile(_not_utf8(file, why)) from None


def _looks_like_utf16(content: bytes) -> bool:
    """Whether every second byte at the beginning is NUL, as in a Western header without byte order mark."""
    sample = content[:SAMPLE]
    return len(sample) > 3 and not any(sample[1::2]) and all(sample[::2])


def _utf16(file: str, content: bytes) -> str:
    try:
        if content.startswith(UTF16):
            return content.decode("utf-16")
        return content.decode("utf-16-le")
    except UnicodeDecodeError:
        raise UnreadableFile(Problem(file, 1, "the file begins as UTF-16 text, but isn't: was it cut?")) from None


def _named(file: str, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except LookupError:
        raise UnreadableFile(Problem(file, 1, "the encoding that was named isn't known: windows-1252 is one")) from None
    except UnicodeDecodeError:
        raise UnreadableFile(Problem(file, 1, f"the file isn't {encoding} text either")) from None


def _not_utf8(file: str, why: UnicodeDecodeError) -> Problem:
    # A byte order mark, which the decoder has taken off, holds no line end.
    before = why.object[: why.start].decode("utf-8", "replace")
    line = sum(1 for _ in io.StringIO(f"{before}.", newline=""))
    byte = f"0x{why.object[why.start]:02X}"
    rows = sum(not _is_utf8(row) for row in why.object.splitlines())
    text = (
        f"the file isn't UTF-8 text: byte {byte}, and {rows:,} rows in all. "
        "Save it as CSV UTF-8, or name its encoding: --encoding windows-1252"
    )
    return Problem(file, line, text.replace("and 1 rows in all", "in 1 row"))


def _is_utf8(row: bytes) -> bool:
    try:
        row.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
