"""What an audit entry's details may hold: plain values that every database gives back as they were, and no secrets."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

# Words that name a secret or a result, wherever in a key they stand. That such a thing changed may be said with a bool.
FORBIDDEN = frozenset(
    {"password", "passwd", "passphrase", "pwd", "secret", "token", "otp", "totp", "pin", "recovery", "cookie"}
    | {"grade", "mark", "percentage", "pum"}
)
# Plurals that end a key may be counted ("passwords": 12), but not listed. "grades" alone is a qualification's scale.
COUNTED = frozenset({"passwords", "secrets", "tokens", "cookies", "codes", "marks", "results", "outcomes"})
# These end with a word of the kind and are neither secret nor a result.
HARMLESS = frozenset({"option_codes"})
WORD = re.compile(r"[a-z]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class SecretInDetails(ValueError):
    """Details of an audit entry name a secret or a grade."""


def plain(details: Mapping[str, Any]) -> dict[str, Any]:
    """`details` as JSON holds it: text, whole numbers, true, false, null, lists and objects of them.

    Fractions become text (databases differ in how they keep them), instants ISO text in UTC, sets sorted lists. Raises
    `SecretInDetails` when a key names a secret or a grade, `TypeError` for any other object.
    """
    return {printable(str(key)): _plain(value, str(key)) for key, value in details.items()}


def printable(text: str) -> str:
    """`text` without what no database keeps: NUL and lone surrogates appear as escapes."""
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")


def _plain(value: Any, key: str) -> Any:
    _refuse_secrets(key, value)
    match value:
        case Enum():
            return _plain(value.value, key)
        case Mapping():
            return plain(value)
        case list() | tuple():
            return [_plain(item, key) for item in value]
        case set() | frozenset():
            return [_plain(item, key) for item in sorted(value)]
    return _scalar(value, key)


def _scalar(value: Any, key: str) -> str | int | None:
    match value:
        case None | bool() | int():
            return value
        case str() | Promise() | UUID() | float():
            return printable(str(value))
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
    raise TypeError(f"an audit entry's details can't hold a {type(value).__name__} ({key})")


def _refuse_secrets(key: str, value: Any) -> None:
    if key in HARMLESS:
        return
    words = WORD.findall(CAMEL.sub("_", key).lower())
    named = not FORBIDDEN.isdisjoint(words) and not isinstance(value, bool)
    listed = COUNTED.intersection(words[-1:]) and not isinstance(value, int)
    if named or listed:
        raise SecretInDetails(f"an audit entry's details can't hold {key!r}: no secrets and no grades")
