"""Why letters could not be made, in words for an officer."""

import errno

from django.db import DatabaseError, InterfaceError

from results_portal.crypto.encryption import CannotOpen
from results_portal.object_storage import StorageUnavailable


class KeptChanging(Exception):
    """Who has access, or what letters say, changed again and again while they were made."""


FULL = (errno.ENOSPC, errno.EDQUOT)
# The first that fits counts.
REASONS: dict[type[Exception], str] = {
    StorageUnavailable: "The storage for letters could not be reached.",
    OSError: "The server could not write the letters to its disk.",
    CannotOpen: "Passwords that were issued earlier can't be read with the server's present keys.",
    DatabaseError: "The database could not be reached.",
    InterfaceError: "The database could not be reached.",
    KeptChanging: "Access or candidates' details kept changing while the letters were made.",
}


def reason_for(why: Exception) -> str:
    """Why the letters could not be made, in words for an officer."""
    if isinstance(why, OSError) and why.errno in FULL:
        return "The server's disk is full. The board's technical staff have to make room first."
    told = (reason for kind, reason in REASONS.items() if isinstance(why, kind))
    return next(told, "The work stopped for a reason that the server's log names.")
