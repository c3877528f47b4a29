"""Asks for a centre's letters: a new batch, or once more for the one that is waiting or being made."""

from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from candidates.models import Series
from centres.models import Centre
from letters.batches.lifecycle import Enqueue, batches_of
from letters.models import LetterBatch
from results_portal.audit import Actor
from results_portal.db.constraints import violates

# Whoever asks for letters while others ask and are served looks so many times for a batch to join or to make.
MOST_TURNS = 5


class KeptEnding(Exception):
    """Other batches began and ended so fast that neither joining one nor making one worked."""


def request_batch(
    *, series: Series, centre: Centre, by: Actor, size: int, issues_passwords: bool, enqueue: Enqueue
) -> LetterBatch:
    """Ask for a centre's letters, within the caller's transaction; the job is asked for when that commits.

    Where letters are waiting or being made already, the request is added to those instead: the work at hand notices
    before it ends, and goes round again.
    """
    wanted = LetterBatch(
        series=series, centre=centre, requested_by=by.email, total=size, issues_passwords=issues_passwords
    )
    for _turn in range(MOST_TURNS):
        active = _joined(wanted)
        if active is not None:
            return active
        if _saved(wanted):
            transaction.on_commit(partial(enqueue, wanted))
            return wanted
    raise KeptEnding(f"{MOST_TURNS} batches of one centre began and ended while another one was asked for")


def _joined(wanted: LetterBatch) -> LetterBatch | None:
    """The batch that is waiting or being made, asked for once more; None where there is none."""
    active = batches_of(series=wanted.series, centre=wanted.centre).filter(state__in=LetterBatch.ACTIVE)
    values: dict[str, Any] = {"wishes": F("wishes") + 1}
    if wanted.issues_passwords:
        values["issues_passwords"] = True
    if active.update(**values):
        return active.get()
    return None


def _saved(wanted: LetterBatch) -> bool:
    """False where somebody else asked for letters of this centre at the same moment."""
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
    except IntegrityError as error:
        if violates(error, model=LetterBatch, constraint="one_active_batch"):
            return False
        raise
    return True
