"""Digests with the installation's `SECRET_KEY`, and with those that it replaced: what was made before still counts."""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SHORTEST = 20


def keyed_digest(salt: str, value: str) -> str:
    """The digest with the newest key, 64 symbols: the one to keep."""
    return salted_hmac(salt, value, algorithm="sha256").hexdigest()


def keyed_digests(salt: str, value: str) -> list[str]:
    """The digests with every listed key, the newest first: those to look for."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac(salt, value, secret=key, algorithm="sha256").hexdigest() for key in keys]


def is_digest(given: str, salt: str, value: str) -> bool:
    """Whether `given` is the beginning of such a digest, and long enough that nobody guesses it."""
    if len(given) < SHORTEST:
        return False
    return any(constant_time_compare(given, digest[: len(given)]) for digest in keyed_digests(salt, value))
