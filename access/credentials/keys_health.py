"""Whether this process has the keys of what is stored, for `/readyz`."""

from access.credentials.sealed_passwords import open_password
from access.models import Credential
from results_portal.crypto.encryption import CannotOpen

# Sealed copies expire: among so many of the newest credentials one is looked for.
LOOKED_AT = 50


def keys_health() -> str:
    """What is wrong, or nothing: the newest sealed password has to open."""
    newest = Credential.objects.order_by("-pk").only("pk", "candidate_id", "issue", "sealed_password")[:LOOKED_AT]
    sealed = next((each for each in newest if each.sealed_password is not None), None)
    if sealed is None:
        return ""
    try:
        open_password(sealed)
    except CannotOpen:
        return "LETTERS_KEYS don't open what is stored: add the keys with which it was sealed"
    return ""
