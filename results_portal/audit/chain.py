"""The chains that audit entries form, one for each centre and one for staff, so that none can be changed unseen.

Each entry's digest is a plain SHA-256 over all that the entry says and over the digest before it. Anybody can check
such a chain for as long as it is kept, whichever keys have been rotated since. Whoever can edit the database could
compute it anew, though, and two things stand against that: the head of each chain is sealed with a key from
`LETTERS_KEYS`, which is not in the database; and `manage.py verify_audit --export` writes the heads to a file that is
kept elsewhere and compared later, the only way to find a chain set back to an earlier state that was sealed then.

Sealing heads instead of entries keeps rotation simple: a head is sealed again, with the newest key, by each entry, and
`verify_audit --reseal` does it for all before an old key is dropped.

Before that the earlier seal is checked. Where it doesn't fit, somebody changed the chain from outside, or dropped a key
too early. The new entry is written all the same, for what happens has to be on record, but the head is not sealed
again: a forged entry would otherwise be genuine from then on. `verify_audit` tells of such a chain until an operator
accepts it, by name and on record.
"""

import hashlib
import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from django.utils import timezone

from results_portal.crypto.encryption import CannotOpen, seal, unseal
from results_portal.models import AuditEntry, AuditHead

logger = logging.getLogger(__name__)

STAFF = ""
FORMAT = 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PURPOSE = "audit"


class Chained(Protocol):
    """What a digest covers; `AuditEntry` and its historical models in migrations are such."""

    at: datetime
    actor: str
    actor_kind: str
    action: str
    centre_number: str
    series: str
    target: str
    details: Any
    address: str
    position: int
    previous: str


def canonical(entry: Chained) -> bytes:
    """The same bytes for the same entry on every database: sorted JSON in ASCII, the instant in UTC microseconds."""
    said = {
        "format": FORMAT,
        "at": (entry.at - EPOCH) // timedelta(microseconds=1),
        "actor": entry.actor,
        "actor_kind": entry.actor_kind,
        "action": entry.action,
        "centre_number": entry.centre_number,
        "series": entry.series,
        "target": entry.target,
        "details": entry.details,
        "address": entry.address,
        "position": entry.position,
        "previous": entry.previous,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def digest_of(entry: Chained) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(entry)).hexdigest()


def seal_of(*, chain: str, length: int, digest: str) -> str:
    """An authentication tag over one head, with the newest key, 64 hexadecimal digits."""
    return seal(b"", purpose=PURPOSE, context=_head(chain, length, digest)).hex()


def check_seal(*, chain: str, length: int, digest: str, seal: str) -> None:
    """Raise `CannotOpen` unless this head was sealed by this installation, with a key that is still listed."""
    try:
        sealed = bytes.fromhex(seal)
    except ValueError:
        sealed = b""
    unseal(sealed, purpose=PURPOSE, context=_head(chain, length, digest))


def append(entry: AuditEntry) -> AuditEntry:
    """Write `entry` at the end of its chain, within the caller's transaction, in three queries.

    Locks the chain's head until the transaction ends. A deed takes this lock last, and those of several chains in the
    order of their names, so that writers wait for each other and never in a circle.
    """
    head = _locked_head(entry.centre_number)
    untouched = _is_untouched(head)
    entry.at = timezone.now()
    entry.position = head.length + 1
    entry.previous = head.digest
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    head.length, head.digest = entry.position, entry.digest
    if untouched:
        head.seal = seal_of(chain=head.chain, length=head.length, digest=head.digest)
    head.save(update_fields=["length", "digest", "seal"])
    return entry


def _is_untouched(head: AuditHead) -> bool:
    """Whether the head is as this installation left it; a chain that begins has no seal yet."""
    if (head.length, head.digest, head.seal) == (0, "", ""):
        return True
    try:
        check_seal(chain=head.chain, length=head.length, digest=head.digest, seal=head.seal)
    except CannotOpen:
        logger.critical(
            "the audit trail of %s was changed from outside, or a key was dropped too early: run verify_audit",
            head.chain or "staff",
        )
        return False
    return True


def _locked_head(chain: str) -> AuditHead:
    heads = AuditHead.objects.select_for_update().filter(chain=chain)
    head = heads.first()
    if head is None:
        # Two writers may both begin the chain: one makes the row, the other waits for it here and then finds it.
        AuditHead.objects.bulk_create([AuditHead(chain=chain)], ignore_conflicts=True)
        head = heads.get()
    return head


def _head(chain: str, length: int, digest: str) -> bytes:
    return f"{FORMAT}/{chain}/{length}/{digest}".encode()
