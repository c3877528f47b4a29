"""Walks the audit trail's chains and says what in them was edited, deleted, reordered, forged or truncated."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from results_portal.audit.actors import Actor
from results_portal.audit.chain import FORMAT, check_seal, digest_of, seal_of
from results_portal.audit.entries import record
from results_portal.crypto.encryption import CannotOpen
from results_portal.models import AuditEntry, AuditHead

CHUNK = 500


class UnreadableHeads(Exception):
    """A file isn't one that `verify_audit --export` wrote."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: how many entries it has and the digest of the last."""

    length: int
    digest: str


Heads = dict[str, Head]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at one position (from 1) of one chain; `chain` is a centre's number or "" for staff."""

    chain: str
    position: int
    what: str

    def __str__(self) -> str:
        return f"{name_of(self.chain)} entry {self.position}: {self.what}"


@dataclass(slots=True)
class Walk:
    """One pass over every chain. `heads` fills with the heads of those chains that turned out to be whole."""

    earlier: Mapping[str, Head] = field(default_factory=dict)
    heads: Heads = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        """Every finding, chain by chain, holding a few hundred entries at a time.

        Entries written meanwhile don't disturb: a chain is walked up to the head that was read first.
        """
        for head in AuditHead.objects.order_by("chain").iterator(CHUNK):
            sound = True
            for finding in self._of_chain(head):
                sound = False
                yield finding
            if sound:
                self.heads[head.chain] = Head(head.length, head.digest)
        yield from _headless()
        for chain in sorted(self.earlier):
            if not AuditHead.objects.filter(chain=chain).exists():
                yield Finding(chain, 1, f"the whole chain is missing, it had {self.earlier[chain].length} entries")

    def _of_chain(self, head: AuditHead) -> Iterator[Finding]:
        known = self.earlier.get(head.chain)
        yield from _walk(head, known)
        yield from _wrong_seal(head)
        if known and known.length > head.length:
            yield Finding(head.chain, head.length + 1, f"missing from here on: the chain had {known.length} entries")


def name_of(chain: str) -> str:
    """A chain's name in words."""
    return chain or "staff"


def _walk(head: AuditHead, known: Head | None) -> Iterator[Finding]:
    """Compare each entry with what it says of itself, of the one before, and with what the heads say of it."""
    position, previous = 0, ""
    for entry in _entries(head.chain).filter(position__lte=head.length).iterator(CHUNK):
        if entry.position > position + 1:
            yield _gap(head.chain, position + 1, entry.position - 1)
        elif entry.position <= position:
            yield Finding(head.chain, entry.position, "forged: another entry has its place")
        elif entry.previous != previous:
            yield Finding(head.chain, entry.position, "doesn't follow the entry before it: one of them was replaced")
        if digest_of(entry) != entry.digest:
            yield Finding(head.chain, entry.position, "edited: its digest isn't that of what it says")
        position, previous = entry.position, entry.digest
        if known and known.length == position and known.digest != previous:
            yield Finding(head.chain, position, "not the entry that was here when the heads were exported")
    if position < head.length:
        yield _gap(head.chain, position + 1, head.length)
    elif previous != head.digest:
        yield Finding(head.chain, position, "replaced: the chain's head has another digest")
    yield from _beyond(head.chain)


def _gap(chain: str, first: int, last: int) -> Finding:
    return Finding(chain, first, "deleted" if first == last else f"deleted, as are all up to entry {last}")


def _beyond(chain: str) -> Iterator[Finding]:
    """Entries after the head. The head is read again in the same statement, for writers may have moved it on."""
    length = AuditHead.objects.filter(chain=chain).values("length")
    for position in _entries(chain).filter(position__gt=Subquery(length)).values_list("position", flat=True)[:1]:
        yield Finding(chain, position, "forged: the chain's head doesn't count it")


def _wrong_seal(head: AuditHead) -> Iterator[Finding]:
    try:
        check_seal(chain=head.chain, length=head.length, digest=head.digest, seal=head.seal)
    except CannotOpen as why:
        yield Finding(head.chain, head.length, f"the chain's head isn't sealed by this installation: {why}")


def _headless() -> Iterator[Finding]:
    """Chains whose head was deleted."""
    headless = AuditEntry.objects.filter(~Exists(AuditHead.objects.filter(chain=OuterRef("centre_number"))))
    for chain in headless.order_by("centre_number").values_list("centre_number", flat=True).distinct():
        yield Finding(chain, 1, "the chain's head is missing")


def _entries(chain: str) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(centre_number=chain).order_by("position", "pk")


def reseal(heads: Heads) -> int:
    """Seal these heads anew with the newest key, before an older one is dropped; returns how many were.

    A head that has moved on since it was verified was sealed with the newest key by the entry that moved it.
    """
    resealed = 0
    with transaction.atomic():
        for chain, head in sorted(heads.items()):
            seal = seal_of(chain=chain, length=head.length, digest=head.digest)
            unmoved = AuditHead.objects.filter(chain=chain, length=head.length, digest=head.digest)
            resealed += unmoved.update(seal=seal)
    return resealed


def accept(*, chain: str, by: Actor) -> bool:
    """Seal a chain's head as it is now, after somebody looked into what was found, and record that they did.

    Until then no new entry seals it. What is edited inside the chain stays a finding. Returns False if there is none.
    """
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().filter(chain=chain).first()
        if head is None:
            return False
        head.seal = seal_of(chain=head.chain, length=head.length, digest=head.digest)
        head.save(update_fields=["seal"])
        record("accept broken trail", by=by, centre_number=chain, details={"entries": head.length})
    return True


def export(heads: Heads, file: Path) -> None:
    """Write the heads as JSON, to be kept where whoever runs the database can't change it. Whole or not at all."""
    rows = [{"chain": chain, "length": head.length, "digest": head.digest} for chain, head in sorted(heads.items())]
    said = {"format": FORMAT, "exported_at": datetime.now(UTC).isoformat(timespec="seconds"), "heads": rows}
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    draft.replace(file)


def exported(file: Path) -> Heads:
    """The heads in a file that `export` wrote; raises `UnreadableHeads` for any other."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise UnreadableHeads(f"{file} has heads in format {said['format']}, not {FORMAT}")
        return {str(row["chain"]): Head(int(row["length"]), str(row["digest"])) for row in said["heads"]}
    except (OSError, ValueError, KeyError, TypeError) as why:
        raise UnreadableHeads(f"{file} can't be read as exported heads: {why}") from why
