"""Usernames and passwords from the operating system's random source, in symbols that can't be mistaken for others."""

import secrets

from results_portal.text import symbols

# Of 31 symbols: a password of 15 has about 74 bits.
USERNAME_LENGTH = 8
PASSWORD_GROUPS = 3
GROUP_LENGTH = 5
PASSWORD_LENGTH = PASSWORD_GROUPS * GROUP_LENGTH


def username() -> str:
    """Eight symbols that say nothing about the person."""
    return _symbols(USERNAME_LENGTH)


def password() -> str:
    """Fifteen symbols as they are printed: three groups of five, joined by hyphens."""
    return "-".join(_symbols(GROUP_LENGTH) for _ in range(PASSWORD_GROUPS))


def _symbols(count: int) -> str:
    """All from one draw, in which every value is equally likely; drawing each apart takes several times as long."""
    return symbols.from_number(secrets.randbelow(len(symbols.ALPHABET) ** count), length=count)
