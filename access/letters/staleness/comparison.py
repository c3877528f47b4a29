"""Notices ready letters that say something old by now, so that nobody has to open each centre's page to learn it.

A release that moves, a name that is corrected, a contact or a delay that changes: whatever it was, what letters would
say now is compared with what they said. Workers do it in small portions, and share the centres between them.
"""

import time

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from access.letters import contents
from access.letters.staleness.due import due
from candidates.models import Series
from centres.models import Centre
from letters.batches.lifecycle import batches_of
from letters.downloads.log import newest
from letters.models import LetterBatch

# How long one portion may take. A worker comes round every few seconds and has other things to do.
SECONDS = 2.0


def current_batch(*, series: Series, centre: Centre) -> LetterBatch | None:
    """The ready batch, if its letters say what they would say now: exactly the present holders, present details."""
    ready = batches_of(series=series, centre=centre).filter(state=LetterBatch.State.READY).first()
    if ready is None or ready.fingerprint != contents.fingerprint(series=series, centre=centre):
        return None
    return ready


def compare_some(*, seconds: float = SECONDS) -> int:
    """Compare ready letters until so many seconds have passed, one batch at least; returns how many batches."""
    until = time.monotonic() + seconds
    count = 0
    for pk in due(timezone.now()):
        count += _compare(pk)
        if count and time.monotonic() >= until:
            break
    return count


@transaction.atomic
def _compare(pk: int) -> bool:
    """Compare one batch, unless another worker is at it. While it is compared nobody else changes it."""
    ready = LetterBatch.objects.filter(pk=pk, state=LetterBatch.State.READY)
    batch = ready.select_related("series", "centre").select_for_update(of=("self",), skip_locked=True).first()
    if batch is None:
        return False
    # PostgreSQL's time is the beginning of the transaction: what is changed from now on is compared again.
    batch.compared_at = Now()
    batch.outdated = batch.fingerprint != contents.fingerprint(series=batch.series, centre=batch.centre)
    batch.old_instants = count_old_instants(batch, outdated=batch.outdated)
    batch.save(update_fields=["compared_at", "outdated", "old_instants"])
    return True


def count_old_instants(batch: LetterBatch, *, outdated: bool) -> int:
    """How many candidates' letters, as officers took them last, name other release instants than they would now.

    `outdated` says that the letters of `batch` themselves say something else by now.
    """
    taken = newest(series=batch.series, centre=batch.centre)
    if not taken:
        return 0
    if outdated:
        current = contents.current_digests(series=batch.series, centre=batch.centre)
        now = {candidate: said.digests for candidate, said in current.items()}
    else:
        now = dict(batch.letters.order_by().values_list("candidate", "digests"))
    return sum(
        candidate in now and digests.get("releases") != now[candidate].get("releases")
        for candidate, digests in taken.items()
    )
