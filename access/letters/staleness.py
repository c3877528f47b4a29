"""Notices ready letters that say something old by now, so that nobody has to open each centre's page to learn it.

A release that moves, a name that is corrected, a contact or a delay that changes: whatever it was, what letters would
say now is compared with what they said. Workers do it in small portions, those first whose turn is longest ago.
"""

import time
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from access.letters import contents
from candidates.models import Series
from centres.models import Centre
from letters.batches.lifecycle import batches_of
from letters.downloads.log import newest
from letters.models import LetterBatch

EVERY = timedelta(minutes=1)
# How long one portion may take. A worker comes round every few seconds and has other things to do.
SECONDS = 0.5


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
    for batch in _due().select_related("series", "centre").iterator(chunk_size=50):
        outdated = batch.fingerprint != contents.fingerprint(series=batch.series, centre=batch.centre)
        old_instants = count_old_instants(batch, outdated=outdated)
        still_ready = LetterBatch.objects.filter(pk=batch.pk, state=LetterBatch.State.READY)
        still_ready.update(outdated=outdated, old_instants=old_instants, compared_at=Now())
        count += 1
        if time.monotonic() >= until:
            break
    return count


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


def _due() -> QuerySet[LetterBatch]:
    not_lately = Q(compared_at__isnull=True) | Q(compared_at__lt=Now() - EVERY)
    ready = LetterBatch.objects.filter(not_lately, state=LetterBatch.State.READY)
    return ready.order_by(F("compared_at").asc(nulls_first=True), "pk")
