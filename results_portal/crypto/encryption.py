"""Authenticated encryption with the installation's `LETTERS_KEYS`, for letters and for sealed passwords.

A sealed value names the key that made it, so keys rotate: the newest seals, every listed one opens. Each purpose has
keys of its own, and the context (which row, which part of which file) is authenticated, so that a sealed value that
was moved elsewhere doesn't open.
"""

import os
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_ID_BYTES = 4
NONCE_BYTES = 12


class CannotOpen(Exception):
    """A sealed value is damaged, was moved, or was made with a key that is no longer listed."""


@dataclass(frozen=True, slots=True)
class Key:
    """One AES-256-GCM key for one purpose and the four bytes that name it."""

    identity: bytes
    cipher: AESGCM


def seal(plain: bytes, *, purpose: str, context: bytes) -> bytes:
    """Encrypt with the newest key: key's identity, nonce (12 bytes), ciphertext with tag."""
    key = newest_key(purpose)
    nonce = os.urandom(NONCE_BYTES)
    return key.identity + nonce + key.cipher.encrypt(nonce, plain, context)


def unseal(sealed: bytes, *, purpose: str, context: bytes) -> bytes:
    """What was sealed for the same purpose and context; raises `CannotOpen` otherwise."""
    key = key_named(sealed[:KEY_ID_BYTES], purpose)
    nonce, body = sealed[KEY_ID_BYTES : KEY_ID_BYTES + NONCE_BYTES], sealed[KEY_ID_BYTES + NONCE_BYTES :]
    try:
        return key.cipher.decrypt(nonce, body, context)
    except (InvalidTag, ValueError) as why:
        raise CannotOpen(f"a sealed value ({purpose}) is damaged or belongs elsewhere") from why


def newest_key(purpose: str) -> Key:
    """The key that seals from now on."""
    return _derive(settings.LETTERS_KEYS[0], purpose)


def key_named(identity: bytes, purpose: str) -> Key:
    """The listed key with this identity; raises `CannotOpen` when it is listed no longer."""
    for secret in settings.LETTERS_KEYS:
        key = _derive(secret, purpose)
        if key.identity == identity:
            return key
    raise CannotOpen(f"a sealed value ({purpose}) needs a key that LETTERS_KEYS no longer lists")


@lru_cache(maxsize=64)
def _derive(secret: str, purpose: str) -> Key:
    derive = HKDF(hashes.SHA256(), length=32 + KEY_ID_BYTES, salt=None, info=f"results-portal/{purpose}".encode())
    material = derive.derive(secret.encode())
    return Key(identity=material[32:], cipher=AESGCM(material[:32]))
