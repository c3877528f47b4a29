"""Protects documents with a passphrase: AES-256, as PDF 2.0 has it (revision 6).

Deriving the keys from the passphrase is slow on purpose. It is done once for a batch: all its documents have the same
file key, so what they share (fonts, the common part) is encrypted once, and each adds only its own page. Nobody gains
from opening one of them who can't open them all: the passphrase is the same.
"""

import secrets

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject

from letters.drawing.pdf import pypdf_internals


class PdfEncryption:
    """What a passphrase makes of documents. The passphrase itself isn't kept."""

    def __init__(self, passphrase: str) -> None:
        self._encryption = pypdf_internals.aes_256()
        # There is no second passphrase: nobody knows the owner's.
        self._entry = pypdf_internals.encryption_entry(
            self._encryption, user_password=passphrase, owner_password=secrets.token_urlsafe(32)
        )

    def apply_to(self, writer: PdfWriter) -> None:
        """Have `writer` encrypt the objects that it writes. Objects that are bytes already have to be so before."""
        writer.generate_file_identifiers()
        pypdf_internals.encrypt_with(writer, self._encryption, DictionaryObject(self._entry))

    def encrypted(self, data: bytes) -> bytes:
        """Return a stream's data as an encrypted document has it."""
        return pypdf_internals.encrypted_stream(self._encryption, data)
