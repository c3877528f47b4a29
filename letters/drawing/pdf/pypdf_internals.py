"""The private parts of pypdf that the drawing leans on, all in this module.

`tests/letters/drawing/test_library_internals.py` fails when a new version of pypdf changes one of them.
"""

from typing import cast

from pypdf import PdfWriter
from pypdf._encryption import EncryptAlgorithm, Encryption
from pypdf.constants import UserAccessPermissions
from pypdf.generic import DictionaryObject, IndirectObject, PdfObject, StreamObject


def add_object(writer: PdfWriter, added: PdfObject) -> IndirectObject:
    """Add an object to the document of `writer`; return the reference to it."""
    return writer._add_object(added)


def aes_256() -> Encryption:
    """Return a new encryption of documents: AES-256, as PDF 2.0 has it (revision 6), all permissions given."""
    return Encryption.make(EncryptAlgorithm.AES_256, UserAccessPermissions.all(), b"")


def encryption_entry(encryption: Encryption, *, user_password: str, owner_password: str) -> DictionaryObject:
    """Derive the keys from the passwords, which is slow on purpose; return the document's entry about them."""
    return encryption.write_entry(user_password, owner_password, strict=True)


def encrypt_with(writer: PdfWriter, encryption: Encryption, entry: DictionaryObject) -> None:
    """Have `writer` encrypt all objects that it writes with keys that were derived before."""
    add_object(writer, entry)
    writer._encryption, writer._encrypt_entry = encryption, entry


def encrypted_stream(encryption: Encryption, data: bytes) -> bytes:
    """Return a stream's data as an encrypted document has it; with AES-256 it's the same for each object's number."""
    plain = StreamObject()
    plain.set_data(data)
    return cast("StreamObject", encryption.encrypt_object(plain, 0, 0))._data
