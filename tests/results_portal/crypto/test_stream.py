"""What is too big for memory is encrypted piece by piece, and opens whole, in order, or not at all."""

import os
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from results_portal.crypto.stream import (
    PIECE_BYTES,
    SEALED_PIECE_BYTES,
    DamagedPiece,
    StreamEncryptor,
    decrypt_stream,
    new_key,
    plain_size,
)

KEY = bytes(range(32))
SIZES = [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES]


def encrypted(plain: bytes, *, key: bytes = KEY, portion: int = 10_000) -> bytes:
    pieces: list[bytes] = []
    encryptor = StreamEncryptor(key, write=pieces.append)
    for start in range(0, len(plain), portion):
        encryptor.update(plain[start : start + portion])
    encryptor.finish()
    return b"".join(pieces)


@pytest.mark.parametrize("size", SIZES)
def test_what_was_encrypted_is_decrypted_and_its_size_is_known_beforehand(size: int) -> None:
    plain = os.urandom(size)

    sealed = encrypted(plain)

    assert b"".join(decrypt_stream(BytesIO(sealed), KEY)) == plain
    assert plain_size(len(sealed)) == size


def test_the_bytes_are_laid_out_as_in_every_version_before() -> None:
    """Files on disks were written so: 64 KiB a piece, the nonce eleven bytes of its place and one for the last."""
    plain = os.urandom(2 * 65_536 + 5)
    cipher = AESGCM(KEY)
    nonces = [b"\0" * 11 + b"\0", b"\0" * 10 + b"\1" + b"\0", b"\0" * 10 + b"\2" + b"\1"]
    pieces = [plain[:65_536], plain[65_536:131_072], plain[131_072:]]

    by_hand = b"".join(cipher.encrypt(nonce, piece, None) for nonce, piece in zip(nonces, pieces, strict=True))

    assert encrypted(plain) == by_hand


def test_a_stream_that_was_cut_reordered_or_changed_does_not_open() -> None:
    sealed = encrypted(os.urandom(3 * PIECE_BYTES))
    first, second = sealed[:SEALED_PIECE_BYTES], sealed[SEALED_PIECE_BYTES : 2 * SEALED_PIECE_BYTES]
    rest = sealed[2 * SEALED_PIECE_BYTES :]

    for spoilt in (
        first + second,
        second + first + rest,
        sealed[:-1],
        sealed + b"\0",
        b"",
        first[:-1] + b"\0" + second,
    ):
        with pytest.raises(DamagedPiece):
            list(decrypt_stream(BytesIO(spoilt), KEY))


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(DamagedPiece) as refused:
        list(decrypt_stream(BytesIO(encrypted(b"a letter")), new_key()))

    assert refused.value.number == 0
