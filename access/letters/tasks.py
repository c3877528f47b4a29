"""The background job that issues passwords and has letters built. Its only argument is the batch."""

import logging
from functools import partial

from django.db.models import Sum
from django.tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from access.credentials.issue import issue_missing
from access.letters import contents
from access.letters.failures import KeptChanging, reason_for
from letters.batches import build, lifecycle
from letters.batches.lifecycle import BatchLease, BatchRequest, LostBatch
from letters.models import LetterBatch
from results_portal import installation
from results_portal.audit import Command
from results_portal.db.heartbeat import beating

logger = logging.getLogger(__name__)

# One step back in the queue for each so many letters that the same person waits for, so that a small centre waits
# neither behind thousands of letters nor behind the many centres of an Associate.
LETTERS_PER_STEP = 50
LAST_STEP = -100
MOST_ROUNDS = 10
NOBODY = "Nobody has access, so there are no letters."

Stage = LetterBatch.Stage


@task
def make_letters(batch_pk: int) -> None:
    """Bring a waiting batch to its end. Running it twice, or for a batch that has ended, does nothing more."""
    try:
        installation.require_own()
    except OSError as why:
        # The batch goes on waiting; housekeeping asks for a job again once letters may be made.
        logger.warning("batch %s waits. %s", batch_pk, why)
        return
    lease = lifecycle.claim(batch_pk)
    if lease is None:
        return
    try:
        with beating(partial(lifecycle.show_life, lease), of=f"batch {batch_pk}"):
            _work(lease)
    except LostBatch:
        logger.warning("batch %s was cancelled or taken over: stopped", batch_pk)
    except Exception as why:
        # Whatever stops the work, the officer sees that it has stopped.
        logger.exception("batch %s: attempt %s ended", batch_pk, lease.attempts)
        _give_up(lease, why)


def enqueue(batch: LetterBatch) -> None:
    """Ask for a job for the batch, the later the bigger it is and the more its person asked for before."""
    own = LetterBatch.objects.filter(requested_by=batch.requested_by, state=LetterBatch.State.QUEUED)
    before = own.filter(pk__lt=batch.pk).aggregate(letters=Sum("total", default=0))["letters"]
    priority = max(LAST_STEP, -((before + batch.total) // LETTERS_PER_STEP))
    make_letters.using(priority=priority).enqueue(batch.pk)


def batches_with_job() -> set[int]:
    """The batches for which a job is waiting to be run."""
    ready = DBTaskResult.objects.filter(task_path=make_letters.module_path, status=TaskResultStatus.READY)
    return {arguments["args"][0] for arguments in ready.values_list("args_kwargs", flat=True)}


def _work(lease: BatchLease) -> None:
    batch = LetterBatch.objects.select_related("series", "centre").get(pk=lease.batch_pk)
    for _round in range(MOST_ROUNDS):
        request = lifecycle.current_request(lease)
        try:
            if _round_done(lease, batch, request):
                return
        except build.NoLetters:
            lifecycle.end_without_letters(lease, reason=NOBODY)
            return
    raise KeptChanging


def _round_done(lease: BatchLease, batch: LetterBatch, request: BatchRequest) -> bool:
    """Issue, draw, and finish; False where something changed meanwhile, so that it has to be done again."""
    series, centre = batch.series, batch.centre
    if request.issues_passwords:
        by = Command(f"letters for {batch.requested_by}"[:254])
        issue_missing(series=series, centre=centre, by=by, on_progress=partial(_passwords, lease))
    said = contents.fingerprint(series=series, centre=centre)
    total = contents.addressees(series=series, centre=centre).count()
    built = build.build(
        contents.letters(series=series, centre=centre),
        batch=lease.batch_pk,
        fence=lease.fence,
        on_progress=partial(_drawn, lease, total),
    )
    ready = False
    try:
        if contents.fingerprint(series=series, centre=centre) == said:
            # Should the database fall silent now, nobody knows whether they became ready: then the files stay.
            ready = True
            ready = lifecycle.finish(lease, built=built, request=request, fingerprint=said)
    except LostBatch:
        ready = False
        raise
    finally:
        if not ready:
            build.discard(built)
    return ready


def _passwords(lease: BatchLease, done: int, total: int) -> None:
    lifecycle.report_progress(lease, stage=Stage.PASSWORDS, done=done, total=total)


def _drawn(lease: BatchLease, total: int, done: int) -> None:
    lifecycle.report_progress(lease, stage=Stage.LETTERS, done=done, total=max(done, total))


def _give_up(lease: BatchLease, why: Exception) -> None:
    try:
        lifecycle.fail(lease, reason=reason_for(why), enqueue=enqueue)
    except LostBatch:
        logger.warning("batch %s was cancelled or taken over meanwhile", lease.batch_pk)
