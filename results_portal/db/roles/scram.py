"""Passwords of roles, as PostgreSQL keeps them: what is sent, printed or logged then isn't the password itself."""

import base64
import hashlib
import hmac
import secrets

ITERATIONS = 4_096  # PostgreSQL's own
SALT_BYTES = 16


class UnusablePassword(ValueError):
    """A password that an address of a database couldn't hold, or that programs might spell in several ways."""


def verifier(password: str, *, salt: bytes | None = None) -> str:
    """`password` as `ALTER ROLE … PASSWORD` takes it, by SCRAM-SHA-256 (RFC 5802, RFC 7677). Raises `UnusablePassword`.

    Letters beyond ASCII have several spellings, which SCRAM would have to make one.
    """
    if not (password.isascii() and password.isprintable() and password.strip()):
        raise UnusablePassword("A role's password has to be of printable ASCII characters.")
    salt = salt or secrets.token_bytes(SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, ITERATIONS)
    stored = hashlib.sha256(_keyed(salted, b"Client Key")).digest()
    server = _keyed(salted, b"Server Key")
    return f"SCRAM-SHA-256${ITERATIONS}:{_text(salt)}${_text(stored)}:{_text(server)}"


def _keyed(key: bytes, said: bytes) -> bytes:
    return hmac.digest(key, said, "sha256")


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
