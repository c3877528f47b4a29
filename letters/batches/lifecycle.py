"""The life of a letter batch: asked for, claimed, worked on, and ended as ready, failed or cancelled.

Every step is one conditional write. Whoever works on a batch holds it by its fence, a number that each change of hands
raises: a worker that was only paused finds, with its next write, that the batch is no longer its own, and stops.
"""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from candidates.models import Series
from centres.models import Centre
from letters.batches.build import BuiltFiles
from letters.models import Letter, LetterBatch
from letters.storage import encrypted_files
from results_portal import audit, installation
from results_portal.audit import Actor

logger = logging.getLogger(__name__)

State = LetterBatch.State
TRANSITIONS: dict[str, frozenset[str]] = {
    State.QUEUED: frozenset({State.RUNNING, State.CANCELLED}),
    State.RUNNING: frozenset({State.QUEUED, State.READY, State.FAILED, State.CANCELLED}),
    State.READY: frozenset({State.REPLACED, State.EXPIRED}),
    State.FAILED: frozenset(),
    State.CANCELLED: frozenset(),
    State.REPLACED: frozenset(),
    State.EXPIRED: frozenset(),
}
MOST_ATTEMPTS = 3
# A batch that waits longer than this may have lost its job; asking for another one does no harm.
ASK_AGAIN_AFTER = timedelta(minutes=1)
STOPPED_TOO_OFTEN = f"The work stopped {MOST_ATTEMPTS} times before it was done."

Enqueue = Callable[[LetterBatch], None]


class ForbiddenTransition(Exception):
    """The code asked for a change of state that the table doesn't have."""


class LostBatch(Exception):
    """Somebody else has taken the batch over, or it was cancelled: stop, and leave nothing behind."""


class NothingToCancel(Exception):
    """No letters are being made, so there is nothing to stop."""


@dataclass(frozen=True, slots=True)
class BatchLease:
    """One worker's claim on a batch. It lasts until the batch has another fence or another state."""

    batch_pk: int
    fence: int
    attempts: int


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What a round of work is for: how often it was asked for so far, and whether passwords are to be issued."""

    count: int
    issues_passwords: bool


def transition(batches: QuerySet[LetterBatch], *, start: str, end: str, **values: Any) -> int:
    """Bring those of `batches` that are in `start` to `end`; returns how many. Raises `ForbiddenTransition`."""
    if end not in TRANSITIONS[start]:
        raise ForbiddenTransition(f"a batch doesn't go from {start} to {end}")
    return batches.filter(state=start).update(state=end, **values)


def batches_of(*, series: Series, centre: Centre) -> QuerySet[LetterBatch]:
    """All batches of a centre in a series, newest first."""
    return LetterBatch.objects.filter(series=series, centre=centre)


def claim(batch_pk: int) -> BatchLease | None:
    """Take a waiting batch; None where it isn't waiting (any more), which makes a second job for it harmless."""
    waiting = LetterBatch.objects.filter(pk=batch_pk)
    with transaction.atomic():
        taken = transition(
            waiting,
            start=State.QUEUED,
            end=State.RUNNING,
            fence=F("fence") + 1,
            attempts=F("attempts") + 1,
            started_at=Now(),
            heartbeat_at=Now(),
            stage="",
            done=0,
        )
        if not taken:
            return None
        batch = waiting.get()
    _discard_leftovers(batch)
    return BatchLease(batch.pk, batch.fence, batch.attempts)


def _discard_leftovers(batch: LetterBatch) -> None:
    """What can't be removed now belongs to nobody, and housekeeping removes it; the batch itself goes on."""
    if not installation.may_act():
        return
    try:
        encrypted_files.discard_leftovers(batch=batch.pk, before_fence=batch.fence)
    except OSError:
        logger.warning("leftovers of batch %s could not be removed now", batch.pk, exc_info=True)


def leased(lease: BatchLease) -> QuerySet[LetterBatch]:
    """The batch as long as it is this worker's; no row afterwards."""
    return LetterBatch.objects.filter(pk=lease.batch_pk, fence=lease.fence, state=State.RUNNING)


def show_life(lease: BatchLease) -> None:
    """Write a heartbeat, if the batch is still this worker's."""
    leased(lease).update(heartbeat_at=Now())


def report_progress(lease: BatchLease, *, stage: str, done: int, total: int) -> None:
    """Write how far the work is, which is a heartbeat too. Raises `LostBatch`.

    Within a transaction it locks the batch, so that what else the transaction writes is written by the holder only.
    """
    if not leased(lease).update(stage=stage, done=done, total=total, heartbeat_at=Now()):
        raise LostBatch(lease.batch_pk)


def current_request(lease: BatchLease) -> BatchRequest:
    """What the batch is wished for at this moment. Raises `LostBatch`."""
    row = leased(lease).values_list("wishes", "issues_passwords").first()
    if row is None:
        raise LostBatch(lease.batch_pk)
    return BatchRequest(*row)


def finish(lease: BatchLease, *, built: BuiltFiles, request: BatchRequest, fingerprint: str) -> bool:
    """Files, letters and state become durable together; the batch that was ready before gives up its files.

    False, and nothing written, where the letters were asked for again meanwhile. Raises `LostBatch`.
    """
    with transaction.atomic():
        if not _made_ready(lease, built, request, fingerprint):
            if not leased(lease).exists():
                raise LostBatch(lease.batch_pk)
            return False
        batch = LetterBatch.objects.get(pk=lease.batch_pk)
        replace(batches_of(series=batch.series, centre=batch.centre).exclude(pk=batch.pk))
        Letter.objects.bulk_create(
            [
                Letter(batch=batch, candidate_id=letter.candidate_pk, page=letter.page, digests=letter.digests)
                for letter in built.letters
            ],
            batch_size=1_000,
        )
    return True


def _made_ready(lease: BatchLease, built: BuiltFiles, request: BatchRequest, fingerprint: str) -> int:
    return transition(
        leased(lease).filter(wishes=request.count),
        start=State.RUNNING,
        end=State.READY,
        finished_at=Now(),
        heartbeat_at=None,
        done=len(built.letters),
        total=len(built.letters),
        reason="",
        fingerprint=fingerprint,
        pdf_name=built.pdf_name,
        pdf_bytes=built.pdf_bytes,
        archive_name=built.archive_name,
        archive_bytes=built.archive_bytes,
        pages=built.pages,
        undrawable=list(built.undrawable),
        undrawable_parts=list(built.undrawable_parts),
    )


def replace(earlier: QuerySet[LetterBatch], *, end: str = State.REPLACED) -> int:
    """Ready batches give up their files when the transaction commits; returns how many there were."""
    ready = earlier.filter(state=State.READY)
    names = [name for pair in ready.values_list("pdf_name", "archive_name") for name in pair]
    count = transition(ready, start=State.READY, end=end, pdf_name="", archive_name="")
    # A file that can't be removed now is an orphan from now on, which the daily purge removes.
    transaction.on_commit(partial(_remove, names), robust=True)
    return count


def _remove(names: Iterable[str]) -> None:
    """On hold the files stay: they may be another installation's. Should it be taken over, they belong to nobody."""
    if not installation.may_act():
        return
    for name in names:
        encrypted_files.remove(name)


def end_without_letters(lease: BatchLease, *, reason: str) -> None:
    """There is nobody to write to: the work is over, and earlier letters are letters of nobody. Raises `LostBatch`."""
    with transaction.atomic():
        batch = LetterBatch.objects.get(pk=lease.batch_pk)
        over = {"reason": reason, "finished_at": Now(), "heartbeat_at": None, "done": 0, "total": 0}
        if not transition(leased(lease), start=State.RUNNING, end=State.CANCELLED, **over):
            raise LostBatch(lease.batch_pk)
        replace(batches_of(series=batch.series, centre=batch.centre))


def fail(lease: BatchLease, *, reason: str, enqueue: Enqueue) -> None:
    """An attempt went wrong: the batch waits for another one or, after the last, ends as failed. Raises `LostBatch`."""
    if not _ended_attempt(leased(lease), attempts=lease.attempts, reason=reason, enqueue=enqueue):
        raise LostBatch(lease.batch_pk)


def _ended_attempt(running: QuerySet[LetterBatch], *, attempts: int, reason: str, enqueue: Enqueue) -> int:
    let_go = {"fence": F("fence") + 1, "heartbeat_at": None, "reason": reason}
    if attempts >= MOST_ATTEMPTS:
        return transition(running, start=State.RUNNING, end=State.FAILED, finished_at=Now(), **let_go)
    with transaction.atomic():
        batch = running.first()
        count = transition(running, start=State.RUNNING, end=State.QUEUED, queued_at=Now(), **let_go)
        if batch and count:
            transaction.on_commit(partial(enqueue, batch))
    return count


def cancel(*, series: Series, centre: Centre, by: Actor) -> None:
    """Stop making letters; passwords that were issued stay. Raises `NothingToCancel`."""
    active = batches_of(series=series, centre=centre).filter(state__in=LetterBatch.ACTIVE)
    over = {"fence": F("fence") + 1, "finished_at": Now(), "heartbeat_at": None, "reason": "You stopped it."}
    with transaction.atomic():
        stopped = transition(active, start=State.RUNNING, end=State.CANCELLED, **over)
        stopped += transition(active, start=State.QUEUED, end=State.CANCELLED, **over)
        if not stopped:
            raise NothingToCancel("No letters are being made at the moment.")
        audit.record("cancel letters", by=by, centre_number=centre.number, series=series.slug)


def withdraw(*, series: Series, centre: Centre, reason: str) -> None:
    """Nobody is to have letters any more: none are made, and those that are ready give up their files.

    Call it within the transaction that took the access away.
    """
    batches = batches_of(series=series, centre=centre)
    active = batches.filter(state__in=LetterBatch.ACTIVE)
    over = {"fence": F("fence") + 1, "finished_at": Now(), "heartbeat_at": None, "reason": reason}
    transition(active, start=State.RUNNING, end=State.CANCELLED, **over)
    transition(active, start=State.QUEUED, end=State.CANCELLED, **over)
    replace(batches)


def recover_stale(*, enqueue: Enqueue, with_job: Callable[[], Collection[int]] = frozenset) -> int:
    """Hand on what no living worker holds: batches without a heartbeat, and waiting ones whose job was lost.

    `with_job` tells the batches for which a job is waiting; a long queue has no other reason to be old. Returns how
    many batches were taken from workers that died.
    """
    silent = LetterBatch.objects.filter(
        state=State.RUNNING, heartbeat_at__lt=Now() - timedelta(seconds=settings.LETTERS_STALE_SECONDS)
    )
    taken = 0
    for pk, fence, attempts in list(silent.values_list("pk", "fence", "attempts")):
        running = silent.filter(pk=pk, fence=fence)
        taken += _ended_attempt(running, attempts=attempts, reason=STOPPED_TOO_OFTEN, enqueue=enqueue)
    forgotten = LetterBatch.objects.filter(state=State.QUEUED, queued_at__lt=Now() - ASK_AGAIN_AFTER)
    waiting = dict(forgotten.values_list("pk", "queued_at"))
    if not waiting:
        return taken
    # Asked for after the batches, so that a job that is taken meanwhile has a batch that isn't waiting any more.
    lost = waiting.keys() - set(with_job())
    for batch in forgotten.filter(pk__in=lost):
        if forgotten.filter(pk=batch.pk, queued_at=batch.queued_at).update(queued_at=Now()):
            enqueue(batch)
    return taken
