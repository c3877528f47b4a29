"""The background job that issues passwords and has letters built. Its only argument is the batch."""

import errno
import logging
from functools import partial

from django.db import DatabaseError, InterfaceError
from django.db.models import Sum
from django.tasks import task

from access.credentials.issue import issue_missing
from access.letters import contents
from letters.batches import build, lifecycle
from letters.batches.heartbeat import beating
from letters.batches.lifecycle import Hold, LostBatch, Wish
from letters.models import LetterBatch
from results_portal.audit import Command
from results_portal.crypto.encryption import CannotOpen

logger = logging.getLogger(__name__)

# One step back in the queue for each so many letters that the same person waits for, so that a small centre waits
# neither behind thousands of letters nor behind the many centres of an Associate.
LETTERS_PER_STEP = 50
LAST_STEP = -100
MOST_ROUNDS = 10
NOBODY = "Nobody has access, so there are no letters."

Stage = LetterBatch.Stage


class KeptChanging(Exception):
    """Who has access, or what letters say, changed again and again while they were made."""


@task
def make_letters(batch_pk: int) -> None:
    """Bring a waiting batch to its end. Running it twice, or for a batch that has ended, does nothing more."""
    hold = lifecycle.claim(batch_pk)
    if hold is None:
        return
    try:
        with beating(hold):
            _work(hold)
    except LostBatch:
        logger.warning("batch %s was cancelled or taken over: stopped", batch_pk)
    except Exception as why:
        # Whatever stops the work, the officer sees that it has stopped.
        logger.exception("batch %s: attempt %s ended", batch_pk, hold.attempts)
        _give_up(hold, why)


def enqueue(batch: LetterBatch) -> None:
    """Ask for a job for the batch, the later the bigger it is and the more its person asked for before."""
    own = LetterBatch.objects.filter(requested_by=batch.requested_by, state=LetterBatch.State.QUEUED)
    before = own.filter(pk__lt=batch.pk).aggregate(letters=Sum("total", default=0))["letters"]
    priority = max(LAST_STEP, -((before + batch.total) // LETTERS_PER_STEP))
    make_letters.using(priority=priority).enqueue(batch.pk)


def _work(hold: Hold) -> None:
    batch = LetterBatch.objects.select_related("series", "centre").get(pk=hold.batch_pk)
    for _round in range(MOST_ROUNDS):
        wish = lifecycle.wish(hold)
        try:
            if _round_done(hold, batch, wish):
                return
        except build.NoLetters:
            lifecycle.end_without_letters(hold, reason=NOBODY)
            return
    raise KeptChanging


def _round_done(hold: Hold, batch: LetterBatch, wish: Wish) -> bool:
    """Issue, draw, and finish; False where something changed meanwhile, so that it has to be done again."""
    series, centre = batch.series, batch.centre
    if wish.issues_passwords:
        by = Command(f"letters for {batch.requested_by}"[:254])
        issue_missing(series=series, centre=centre, by=by, on_progress=partial(_passwords, hold))
    said = contents.fingerprint(series=series, centre=centre)
    total = contents.addressees(series=series, centre=centre).count()
    built = build.build(
        contents.letters(series=series, centre=centre),
        batch=hold.batch_pk,
        fence=hold.fence,
        on_progress=partial(_drawn, hold, total),
    )
    ready = False
    try:
        if contents.fingerprint(series=series, centre=centre) == said:
            # Should the database fall silent now, nobody knows whether they became ready: then the files stay.
            ready = True
            ready = lifecycle.finish(hold, built=built, wish=wish, fingerprint=said)
    except LostBatch:
        ready = False
        raise
    finally:
        if not ready:
            build.discard(built)
    return ready


def _passwords(hold: Hold, done: int, total: int) -> None:
    lifecycle.confirm(hold, stage=Stage.PASSWORDS, done=done, total=total)


def _drawn(hold: Hold, total: int, done: int) -> None:
    lifecycle.confirm(hold, stage=Stage.LETTERS, done=done, total=max(done, total))


def _give_up(hold: Hold, why: Exception) -> None:
    try:
        lifecycle.fail(hold, reason=reason_for(why), enqueue=enqueue)
    except LostBatch:
        logger.warning("batch %s was cancelled or taken over meanwhile", hold.batch_pk)


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
