"""Documents made from a template by pypdf: the combined one with many pages, and single ones.

Everything that stays the same is turned into bytes once; only pages and their contents are added.
"""

import zlib
from io import BytesIO
from typing import IO, Any, BinaryIO, cast

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
)

from letters.drawing.pdf.encryption import PdfEncryption
from letters.drawing.pdf.pypdf_internals import add_object
from letters.drawing.pdf.template import AUTHOR

_PLACE = b"(where a candidate's content goes)"
_TABLE_BEGINS = b"startxref\n"


class RawObject(PdfObject):
    """An object that is bytes already, so that writing it again and again costs nothing."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def write_to_stream(self, stream: IO[Any], encryption_key: str | bytes | None = None) -> None:
        """Write the object's bytes."""
        stream.write(self.data)


class CombinedDocument:
    """A document of many pages; holds them, compressed, until `write`."""

    def __init__(self, template: bytes, title: str, encryption: PdfEncryption | None = None) -> None:
        self._writer = _cloned(_first_page(template), title)
        page = self._writer.pages[0]
        self._tree = cast("DictionaryObject", page["/Parent"].get_object())
        # Pages inherit what the tree of pages has, which keeps each page small.
        for key in ("/Resources", "/MediaBox"):
            self._tree[NameObject(key)] = page[key]
        self._kids = ArrayObject()
        self._tree[NameObject("/Kids")] = self._kids
        parent = _number(self._tree)
        self._writer.compress_identical_objects(remove_duplicates=False)
        if encryption:
            encryption.apply_to(self._writer)
        self._page_start = f"<</Type/Page/Parent {parent} 0 R/Contents ".encode()

    def add(self, stream: bytes) -> None:
        """Add a page with the given content stream (made by `content_stream`)."""
        content = add_object(self._writer, RawObject(stream))
        page = RawObject(self._page_start + f"{content.idnum} 0 R>>".encode())
        self._kids.append(add_object(self._writer, page))

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return len(self._kids)

    def write(self, out: BinaryIO) -> None:
        """Write the document; `out` need be neither seekable nor know its position."""
        self._tree[NameObject("/Count")] = NumberObject(len(self._kids))
        self._writer.write_stream(cast("BytesIO", Positioned(out)))


class SingleDocument:
    """A document of one page, given out again and again with another content.

    pypdf writes it once, with the content as the file's last object. What stands before that, the table of where each
    object begins, and the trailer stay the same whatever the content, but for where that table begins itself.
    """

    def __init__(self, template: bytes, form: str, title: str, encryption: PdfEncryption | None = None) -> None:
        page = _first_page(template)
        forms = cast("DictionaryObject", cast("DictionaryObject", page["/Resources"])["/XObject"])
        for other in [name for name in forms if name != f"/{form}"]:
            del forms[other]
        writer = _cloned(page, title)
        del writer.pages[0]["/Contents"]
        writer.compress_identical_objects(remove_duplicates=False)
        if encryption:
            encryption.apply_to(writer)
        writer.pages[0][NameObject("/Contents")] = add_object(writer, RawObject(_PLACE))
        out = BytesIO()
        writer.write_stream(out)
        self._before, _, rest = out.getvalue().rpartition(_PLACE)
        end_of_content, table, trailer = rest.partition(b"xref\n")
        self._between = end_of_content
        self._after = table + trailer.rpartition(_TABLE_BEGINS)[0] + _TABLE_BEGINS

    def with_content(self, stream: bytes) -> bytes:
        """Return the whole document with `stream` (made by `content_stream`) as its page's content."""
        table_at = len(self._before) + len(stream) + len(self._between)
        return b"%b%b%b%b%d\n%%%%EOF\n" % (self._before, stream, self._between, self._after, table_at)


def content_stream(content: bytes, encryption: PdfEncryption | None = None) -> bytes:
    """Return a page's content as a compressed stream object, encrypted as its documents are."""
    data = zlib.compress(content)
    if encryption:
        data = encryption.encrypted(data)
    return b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(data), data)


def _first_page(template: bytes) -> PageObject:
    return PdfReader(BytesIO(template)).pages[0]


def _cloned(page: PageObject, title: str) -> PdfWriter:
    """Return a writer with the document of `page`, whose metadata say what it is and no more."""
    writer = PdfWriter(clone_from=cast("PdfReader", page.pdf))
    writer.metadata = {"/Title": title, "/Author": AUTHOR}
    show_title = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(value=True)})
    writer.root_object[NameObject("/ViewerPreferences")] = show_title
    return writer


def _number(given: PdfObject) -> int:
    return cast("IndirectObject", given.indirect_reference).idnum


class Positioned:
    """Counts what is written, for streams that can't tell their position (pipes, encrypting ones)."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._position = 0

    def write(self, data: bytes) -> int:
        """Write and count `data`."""
        self._out.write(data)
        self._position += len(data)
        return len(data)

    def tell(self) -> int:
        """Return how many bytes were written so far."""
        return self._position

    def flush(self) -> None:
        """Flush the stream underneath."""
        self._out.flush()
