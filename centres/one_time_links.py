"""Secrets of links that work once: they stand in an e-mail alone, the database has their keyed digest."""

import secrets

from results_portal.crypto.keyed_digests import keyed_digest, keyed_digests

TOKEN_BYTES = 32


def new_token() -> str:
    """43 symbols that fit into an address, from the operating system's random source."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str, *, purpose: str) -> str:
    """What the database keeps of `token`, 64 symbols; a link for one purpose is none for another."""
    return keyed_digest(f"single-use link {purpose}", _readable(token))


def digests_of(token: str, *, purpose: str) -> list[str]:
    """What the database may have of `token`: by the newest key, or by one that it replaced since."""
    return keyed_digests(f"single-use link {purpose}", _readable(token))


def _readable(token: str) -> str:
    return token.encode("utf-8", "backslashreplace").decode()
