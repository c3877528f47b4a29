"""Why letters could not be made, in words for an officer."""

import errno

from django.db import DatabaseError, InterfaceError

from results_portal.crypto.encryption import CannotOpen


class KeptChanging(Exception):
    """Who has access, or what letters say, changed again and again while they were made."""


def reason_for(why: Exception) -> str:
    """Why the letters could not be made, in words for an officer."""
    match why:
        case OSError() if why.errno in (errno.ENOSPC, errno.EDQUOT):
            return "The server's disk is full. The board's technical staff have to make room first."
        case OSError():
            return "The server could not write the letters to its disk."
        case CannotOpen():
            return "Passwords that were issued earlier can't be read with the server's present keys."
        case DatabaseError() | InterfaceError():
            return "The database could not be reached."
        case KeptChanging():
            return "Access or candidates' details kept changing while the letters were made."
    return "The work stopped for a reason that the server's log names."
