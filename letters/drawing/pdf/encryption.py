"""Protects documents with a passphrase: AES-256, as PDF 2.0 has it (revision 6).

Deriving the keys from the passphrase is slow on purpose. It is done once for a batch: all its documents have the same
file key, so what they share (fonts, the common part) is encrypted once, and each adds only its own page. Nobody gains
from opening one of them who can't open them all: the passphrase is the same.
"""

import secrets
from typing import cast

from pypdf import PdfWriter
from pypdf._encryption import EncryptAlgorithm, Encryption
from pypdf.constants import UserAccessPermissions
from pypdf.generic import DictionaryObject, StreamObject


class Lock:
    """What a passphrase makes of documents. The passphrase itself isn't kept."""

    def __init__(self, passphrase: str) -> None:
        everything = UserAccessPermissions.all()
        self._encryption = Encryption.make(EncryptAlgorithm.AES_256, everything, b"")
        # There is no second passphrase: nobody knows the owner's.
        self._entry = self._encryption.write_entry(passphrase, secrets.token_urlsafe(32), strict=True)

    def close(self, writer: PdfWriter) -> None:
        """Have `writer` encrypt the objects that it writes. Objects that are bytes already have to be so before."""
        entry = DictionaryObject(self._entry)
        writer.generate_file_identifiers()
        writer._add_object(entry)
        writer._encryption, writer._encrypt_entry = self._encryption, entry

    def stream(self, data: bytes) -> bytes:
        """Return a stream's data as a closed document has it."""
        plain = StreamObject()
        plain.set_data(data)
        return cast("StreamObject", self._encryption.encrypt_object(plain, 0, 0))._data
