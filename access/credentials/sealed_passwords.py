"""Sealed copies of passwords, so that a letter can be printed again until it expires."""

from access.models import Credential
from results_portal.crypto import encryption

PURPOSE = "password"


def open_password(credential: Credential) -> str:
    """The password as printed on the letter. Raises `ValueError` once the sealed copy has expired, or `CannotOpen`."""
    if credential.sealed_password is None:
        raise ValueError("the sealed copy of this password has expired")
    context = _context(credential.candidate_id, credential.issue)
    return encryption.unseal(bytes(credential.sealed_password), purpose=PURPOSE, context=context).decode()


def seal_password(printed: str, *, candidate_pk: int, issue: int) -> bytes:
    """A copy of the password that opens for this candidate and this issue only."""
    return encryption.seal(printed.encode(), purpose=PURPOSE, context=_context(candidate_pk, issue))


def _context(candidate_pk: int, issue: int) -> bytes:
    return f"password {issue} of candidate {candidate_pk}".encode()
