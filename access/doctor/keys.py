"""What `manage.py check --deploy` asks of the keys: that they open what is stored."""

from typing import Any

from django.core import checks
from django.db import DatabaseError

from access.doctor.stored import OLD_KEYS, passwords, trail


@checks.register(checks.Tags.security, deploy=True)
def keys_open_what_is_stored(**_: Any) -> list[checks.CheckMessage]:
    """Nothing is stored in a new installation. A database that can't be asked is another check's."""
    try:
        found = [*passwords(), *trail()]
    except DatabaseError:
        return []
    return [
        checks.Error(f"LETTERS_KEYS: {finding.seen}.", hint=OLD_KEYS, id="access.E001")
        for finding in found
        if finding.mend
    ]
