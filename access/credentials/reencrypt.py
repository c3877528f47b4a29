"""Encrypts the sealed copies of passwords once more, with the newest key, so that older keys can be dropped."""

from collections.abc import Sequence

from django.db import transaction

from access.credentials.sealed_passwords import PURPOSE, open_password, seal_password
from access.models import Credential
from letters.storage.reencrypt import ReencryptReport
from results_portal import audit
from results_portal.audit import Actor
from results_portal.crypto.encryption import KEY_ID_BYTES, CannotOpen, newest_key

CHUNK = 500


def reencrypt_passwords(*, by: Actor) -> ReencryptReport:
    """A chunk at a time, each in a transaction with its audit entry; doing it again goes on with the rest."""
    newest = newest_key(PURPOSE).identity
    done = lost = last = 0
    rows = Credential.objects.filter(sealed_password__isnull=False).order_by("pk").values_list("pk", "sealed_password")
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1][0]
        older = [pk for pk, sealed in chunk if sealed is not None and bytes(sealed[:KEY_ID_BYTES]) != newest]
        if older:
            outcome = _reseal(older, by)
            done, lost = done + outcome.done, lost + outcome.lost
    return ReencryptReport(done, lost)


@transaction.atomic
def _reseal(pks: Sequence[int], by: Actor) -> ReencryptReport:
    """Lock first: whoever reissues one of these passwords either waits or is done already."""
    locked = Credential.objects.filter(pk__in=pks, sealed_password__isnull=False).order_by("pk").select_for_update()
    resealed, lost = [], 0
    for credential in locked:
        try:
            printed = open_password(credential)
        except CannotOpen:
            lost += 1
            continue
        context = {"candidate_pk": credential.candidate_id, "issue": credential.issue}
        credential.sealed_password = seal_password(printed, **context)
        resealed.append(credential)
    if resealed:
        Credential.objects.bulk_update(resealed, ["sealed_password"])
        audit.record("re-encrypt letters", by=by, details={"sealed passwords": len(resealed)})
    return ReencryptReport(len(resealed), lost)
