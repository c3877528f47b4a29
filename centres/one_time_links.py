"""Secrets of links that work once: they stand in an e-mail alone, the database has their keyed digest."""

import secrets

from django.utils.crypto import salted_hmac

TOKEN_BYTES = 32


def new_token() -> str:
    """43 symbols that fit into an address, from the operating system's random source."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str, *, purpose: str) -> str:
    """What the database keeps of `token`, 64 symbols; a link for one purpose is none for another."""
    readable = token.encode("utf-8", "backslashreplace").decode()
    return salted_hmac(f"single-use link {purpose}", readable, algorithm="sha256").hexdigest()
