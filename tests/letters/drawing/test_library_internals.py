"""What the drawing takes from inside pypdf and reportlab is still there and still does what it did.

A test that fails here after an update names what changed; the two modules `*_internals` are all that has to follow.
"""

import inspect
import io

import pymupdf_fonts
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf._encryption import EncryptAlgorithm, Encryption
from pypdf.generic import ContentStream, NameObject, NumberObject
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from letters.drawing.pdf import pypdf_internals
from letters.drawing.typesetting import reportlab_internals
from letters.drawing.typesetting.typefaces import Weight

FONT = pymupdf_fonts.myfont(Weight.REGULAR.value)


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (PdfWriter._add_object, ["self", "obj"]),
        (Encryption.make, ["alg", "permissions", "first_id_entry"]),
        (Encryption.write_entry, ["self", "user_password", "owner_password", "strict"]),
        (Encryption.encrypt_object, ["self", "obj", "idnum", "generation"]),
        (ttfonts.TTFont.splitString, ["self", "text", "doc", "encoding"]),
        (ttfonts.TTFont.getSubsetInternalName, ["self", "subset", "doc"]),
    ],
)
def test_private_function_takes_what_it_took(function: object, parameters: list[str]) -> None:
    assert callable(function)
    assert list(inspect.signature(function).parameters) == parameters


def test_private_attributes_are_there() -> None:
    writer = PdfWriter()
    assert writer._encryption is None
    assert writer._encrypt_entry is None
    assert EncryptAlgorithm.AES_256.name == "AES_256"
    assert ContentStream(None, None)._data == b""
    assert Canvas(io.BytesIO())._doc is not None
    assert isinstance(pdfmetrics._fonts, dict)


def test_added_object_has_a_number_and_is_written() -> None:
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    reference = pypdf_internals.add_object(writer, NumberObject(4711))
    writer.root_object[NameObject("/Test")] = reference
    out = io.BytesIO()
    writer.write(out)
    assert reference.idnum > 0
    assert PdfReader(io.BytesIO(out.getvalue())).root_object["/Test"] == NumberObject(4711)


def test_documents_are_encrypted_with_keys_that_were_derived_before() -> None:
    encryption = pypdf_internals.aes_256()
    entry = pypdf_internals.encryption_entry(encryption, user_password="birch", owner_password="nobody knows")
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    writer.generate_file_identifiers()
    pypdf_internals.encrypt_with(writer, encryption, entry)
    out = io.BytesIO()
    writer.write(out)
    reader = PdfReader(io.BytesIO(out.getvalue()))
    assert reader.is_encrypted
    assert reader.decrypt("wrong") == 0
    assert reader.decrypt("birch") != 0
    assert len(reader.pages) == 1


def test_stream_is_encrypted_apart_from_its_document() -> None:
    encryption = pypdf_internals.aes_256()
    pypdf_internals.encryption_entry(encryption, user_password="birch", owner_password="nobody knows")
    closed = pypdf_internals.encrypted_stream(encryption, b"BT (secret) Tj ET")
    assert b"secret" not in closed
    assert len(closed) == 48  # a random beginning of 16 bytes, then the data padded to blocks of 16


def test_two_fonts_of_one_face_stand_beside_each_other_until_they_are_forgotten() -> None:
    for name in ("one", "other"):
        reportlab_internals.register_font(name, FONT)
    assert pdfmetrics.getFont("one") is not pdfmetrics.getFont("other")
    assert {"one", "other"} <= reportlab_internals.registered_fonts()
    for name in ("one", "other"):
        reportlab_internals.unregister_font(name)
    with pytest.raises(KeyError):
        pdfmetrics.getFont("one")


def test_characters_get_bytes_in_the_order_of_first_use() -> None:
    """Two canvases that are used in the same way encode alike: the template and the encoder rely on it."""
    reportlab_internals.register_font("one", FONT)
    try:
        font = pdfmetrics.getFont("one")
        first, second = Canvas(io.BytesIO()), Canvas(io.BytesIO())
        for canvas in (first, second):
            assert [reportlab_internals.encoded(canvas, font, character) for character in "éAé"] == [
                ("/F2+0", b"\x01"),
                ("/F2+0", b"A"),
                ("/F2+0", b"\x01"),
            ]
    finally:
        reportlab_internals.unregister_font("one")
