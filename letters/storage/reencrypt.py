"""Encrypts files of letters once more, with the newest key, so that older keys can be dropped."""

from dataclasses import dataclass
from functools import partial

from django.db import transaction

from letters.models import LetterBatch
from letters.storage import encrypted_files
from results_portal import audit, installation
from results_portal.audit import Actor
from results_portal.crypto.encryption import newest_key

State = LetterBatch.State
FIELDS = {"pdf_name": "pdf", "archive_name": "zip"}


@dataclass(frozen=True, slots=True)
class ReencryptReport:
    """How many were encrypted anew, and how many no listed key opens."""

    done: int
    lost: int


def reencrypt_files(*, by: Actor) -> ReencryptReport:
    """Each file that an older key made is copied under a new name, piece by piece; then its batch names the copy.

    A file is whole under one name or the other whenever this is stopped, and doing it again goes on with the rest. A
    copy that nothing names yet is an orphan: should the daily purge take one at that very moment, the letters are made
    again when somebody asks for them, as with any damaged file. Raises `OnHold`.
    """
    installation.require_own()
    done = lost = 0
    ready = LetterBatch.objects.filter(state=State.READY).order_by("pk")
    for pk in list(ready.values_list("pk", flat=True)):
        for field in FIELDS:
            batch = ready.filter(pk=pk).select_related("series", "centre").first()
            if batch is None:
                continue
            try:
                done += _reencrypt(batch, field, by)
            except encrypted_files.CannotRead:
                lost += 1
    return ReencryptReport(done, lost)


def _reencrypt(batch: LetterBatch, field: str, by: Actor) -> bool:
    """Whether the file was made with an older key, and still was the batch's when its copy was ready."""
    old = getattr(batch, field)
    if encrypted_files.key_of(old) == newest_key(encrypted_files.PURPOSE).identity:
        return False
    new = encrypted_files.new_name(batch=batch.pk, fence=batch.fence, kind=FIELDS[field])
    _copy(old, new)
    with transaction.atomic():
        still_so = LetterBatch.objects.filter(pk=batch.pk, state=State.READY, **{field: old})
        if still_so.update(**{field: new}):
            transaction.on_commit(partial(encrypted_files.remove, old), robust=True)
            place = {"centre_number": batch.centre.number, "series": batch.series.slug}
            audit.record("re-encrypt letters", by=by, **place, details={"batch": batch.pk, "file": FIELDS[field]})
            return True
    encrypted_files.remove(new)
    return False


def _copy(old: str, new: str) -> None:
    opened = encrypted_files.read(old)
    writer = encrypted_files.Writer(new)
    try:
        for piece in opened.pieces:
            writer.write(piece)
        writer.keep()
    except BaseException:
        writer.discard()
        raise
