"""The life of a load in the browser: sent, read, previewed, confirmed, written. Every step is one conditional write.

Whoever works on a job holds it by its fence, which each change of hands raises. The writing's last step is in the same
transaction as what it writes: a worker that is killed leaves either a load that is done, or nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from candidates.loading import LoadReport
from candidates.loads import files
from candidates.loads.exceptions import LostJob, NotWaiting
from candidates.loads.preview import Preview
from candidates.models import ChangeRequest, LoadJob
from candidates.second_person import requests
from centres.models import User
from results_portal import audit
from results_portal.audit import Service

PERMISSION = "candidates.load_files"
GRADES = "candidates.view_result_grades"
MOST_ATTEMPTS = 3
HOW_TO_READ = ("encoding", "series")
KEPT = timedelta(days=1)
# A job that waits longer than this may have lost its task; asking for another one does no harm.
ASK_AGAIN_AFTER = timedelta(minutes=1)
WORKER = Service("worker")
STOPPED_TOO_OFTEN = f"The work stopped {MOST_ATTEMPTS} times before it was done. Nothing was loaded."

State = LoadJob.State
Enqueue = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One worker's claim on a job: to read its files, or to write them."""

    job_pk: int
    fence: int
    attempts: int
    state: str


def require(by: User) -> None:
    """Raise `PermissionDenied` for whoever may not load files and see results."""
    if not (by.is_active and by.is_staff and by.has_perms((PERMISSION, GRADES))):
        raise PermissionDenied(f"{PERMISSION} is not among your permissions")


def receive(sent: Sequence[tuple[str, bytes]], *, encoding: str, series: str, by: User, enqueue: Enqueue) -> LoadJob:
    """Keep files that were sent, and have them read. Raises `PermissionDenied`.

    `encoding` and `series` say how the files are read; both may be empty.
    """
    require(by)
    kept = files.keep(sent)
    try:
        with transaction.atomic():
            job = LoadJob.objects.create(
                name=kept[0]["name"],
                files=kept,
                options={"encoding": encoding, "series": series},
                sent_by=by,
                queued_at=timezone.now(),
            )
            details = {"files": [{"name": file["name"], "bytes": file["bytes"]} for file in kept]}
            audit.record("send files", by=by, target=target_of(job), details=details)
            transaction.on_commit(partial(enqueue, job.pk))
    except BaseException:
        files.remove(file["place"] for file in kept)
        raise
    return job


def target_of(job: LoadJob) -> str:
    """How entries and requests name a job: "load 12"."""
    return f"load {job.pk}"


@transaction.atomic
def preview_again(job: LoadJob, *, options: Mapping[str, bool], by: User, enqueue: Enqueue) -> None:
    """Have the files read again with what the load may do besides. Raises `PermissionDenied` or `NotWaiting`."""
    require(by)
    locked = _locked(job, State.PREVIEW)
    locked.options = {name: locked.options.get(name, "") for name in HOW_TO_READ} | dict(options)
    locked.state, locked.queued_at, locked.attempts, locked.shown_again = State.QUEUED, timezone.now(), 0, False
    locked.save(update_fields=["options", "state", "queued_at", "attempts", "shown_again"])
    _outdate_requests(locked)
    chosen = sorted(name for name, wanted in options.items() if wanted)
    audit.record("choose what a load may do", by=by, target=target_of(locked), details={"chosen": chosen})
    transaction.on_commit(partial(enqueue, locked.pk))


@transaction.atomic
def discard(job: LoadJob, *, by: User) -> None:
    """End a load with nothing loaded, and remove its files. Raises `PermissionDenied` or `NotWaiting`."""
    require(by)
    locked = _locked(job, State.QUEUED, State.READING, State.PREVIEW, State.REFUSED, State.CONFIRMED)
    for request in waiting_requests(locked):
        requests.decline(request=request, by=by)
    _end(locked, State.DISCARDED)
    audit.record("discard load", by=by, target=target_of(locked))


def waiting_requests(job: LoadJob) -> QuerySet[ChangeRequest]:
    """The request for a second person that waits, if there is one."""
    return ChangeRequest.objects.filter(
        kind=ChangeRequest.Kind.LOAD_FILES, target=target_of(job), state=ChangeRequest.State.WAITING
    )


def claim(job_pk: int) -> Lease | None:
    """Take a job that waits; None where it doesn't (any more), which makes a second task for it harmless."""
    jobs = LoadJob.objects.filter(pk=job_pk)
    taken = {"fence": F("fence") + 1, "attempts": F("attempts") + 1, "heartbeat_at": Now(), "stage": "", "done": 0}
    with transaction.atomic():
        for waiting, working in ((State.QUEUED, State.READING), (State.CONFIRMED, State.WRITING)):
            if jobs.filter(state=waiting).update(state=working, **taken):
                job = jobs.get()
                return Lease(job_pk=job.pk, fence=job.fence, attempts=job.attempts, state=working)
    return None


def leased(lease: Lease) -> QuerySet[LoadJob]:
    """The job as long as it is this worker's; no row afterwards."""
    return LoadJob.objects.filter(pk=lease.job_pk, fence=lease.fence, state=lease.state)


@transaction.atomic
def show(lease: Lease, preview: Preview, *, digest: str = "", series: Sequence[str] = ()) -> None:
    """The files were read: show what they would do, or with no digest what is wrong with them. Raises `LostJob`."""
    job = _held(lease)
    before = [found["place"] for found in job.lists.values()]
    job.lists, job.summary, job.digest, job.series = preview.lists, preview.summary, digest, list(series)
    job.state, job.heartbeat_at = State.PREVIEW, None
    if not digest:
        job.state = State.REFUSED
        before += [file["place"] for file in job.files]
        job.files = files.without_places(job)
    job.save(update_fields=["lists", "summary", "digest", "series", "state", "heartbeat_at", "files"])
    files.remove_later(before)


def loaded(lease: Lease, report: LoadReport) -> None:
    """The files were written: call it within the transaction of the writing. Raises `LostJob`."""
    job = _held(lease)
    job.load = report.load
    job.save(update_fields=["load"])
    _end(job, State.LOADED)


@transaction.atomic
def show_again(lease: Lease, *, enqueue: Enqueue) -> None:
    """What would be loaded is no longer what was confirmed: read the files again. Raises `LostJob`."""
    job = _held(lease)
    job.state, job.shown_again, job.queued_at, job.attempts = State.QUEUED, True, timezone.now(), 0
    job.confirmed_by = job.confirmed_at = job.heartbeat_at = None
    job.save(
        update_fields=["state", "shown_again", "queued_at", "attempts", "confirmed_by", "confirmed_at", "heartbeat_at"]
    )
    transaction.on_commit(partial(enqueue, job.pk))


def fail(lease: Lease, *, fault: str, again: bool, enqueue: Enqueue) -> None:
    """An attempt went wrong: there is another one, or the job ends as failed: after the last, or where none helps."""
    attempts = MOST_ATTEMPTS
    if again:
        attempts = lease.attempts
    _end_attempt(leased(lease), attempts=attempts, fault=fault, enqueue=enqueue)


@transaction.atomic
def _end_attempt(held: QuerySet[LoadJob], *, attempts: int, fault: str, enqueue: Enqueue) -> bool:
    job = held.select_for_update(of=("self",)).first()
    if job is None:
        return False
    if attempts >= MOST_ATTEMPTS:
        job.fault = fault[:200]
        job.save(update_fields=["fault"])
        _end(job, State.FAILED)
        return True
    waiting = {State.READING: State.QUEUED, State.WRITING: State.CONFIRMED}[State(job.state)]
    held.update(state=waiting, fence=F("fence") + 1, heartbeat_at=None, queued_at=Now())
    transaction.on_commit(partial(enqueue, job.pk))
    return True


def recover_stale(*, enqueue: Enqueue) -> int:
    """Hand on what no living worker holds, and what waits without a task; returns how many died."""
    silence = timedelta(seconds=settings.LETTERS_STALE_SECONDS)
    silent = LoadJob.objects.filter(state__in=[State.READING, State.WRITING], heartbeat_at__lt=Now() - silence)
    taken = 0
    for pk, fence, attempts in list(silent.values_list("pk", "fence", "attempts")):
        held = silent.filter(pk=pk, fence=fence)
        taken += _end_attempt(held, attempts=attempts, fault=STOPPED_TOO_OFTEN, enqueue=enqueue)
    forgotten = LoadJob.objects.filter(state__in=[State.QUEUED, State.CONFIRMED], queued_at__lt=Now() - ASK_AGAIN_AFTER)
    for job in list(forgotten):
        if forgotten.filter(pk=job.pk, queued_at=job.queued_at).update(queued_at=Now()):
            enqueue(job.pk)
    return taken


def expire_old() -> int:
    """End what nobody confirmed within a day, and forget lists of mistakes that are as old; returns how many."""
    old = LoadJob.objects.filter(sent_at__lt=timezone.now() - KEPT)
    waiting = Q(state__in=[State.QUEUED, State.PREVIEW]) | (Q(state=State.REFUSED) & ~Q(lists={}))
    return sum(_expire(pk) for pk in list(old.filter(waiting).values_list("pk", flat=True)))


@transaction.atomic
def _expire(pk: int) -> bool:
    jobs = LoadJob.objects.select_for_update(of=("self",))
    job = jobs.filter(pk=pk, state__in=[State.QUEUED, State.PREVIEW, State.REFUSED]).first()
    if job is None:
        return False
    was_refused = job.state == State.REFUSED
    _end(job, State.REFUSED if was_refused else State.EXPIRED)
    if not was_refused:
        _outdate_requests(job)
        audit.record("expire load", by=WORKER, target=target_of(job))
    return True


def _outdate_requests(job: LoadJob) -> None:
    """A request for a second person was about a preview that is gone."""
    waiting_requests(job).update(state=ChangeRequest.State.OUTDATED, decided_at=timezone.now())


def _locked(job: LoadJob, *states: str) -> LoadJob:
    locked = LoadJob.objects.select_for_update(of=("self",)).filter(pk=job.pk, state__in=states).first()
    if locked is None:
        raise NotWaiting
    return locked


def _held(lease: Lease) -> LoadJob:
    """The job, locked until the transaction ends."""
    job = leased(lease).select_for_update(of=("self",)).first()
    if job is None:
        raise LostJob(lease.job_pk)
    return job


def _end(job: LoadJob, state: str) -> None:
    """The job is over: what was sent and what it said are removed when the transaction is committed."""
    files.remove_later(files.places_of(job))
    job.files, job.lists, job.state, job.heartbeat_at = files.without_places(job), {}, state, None
    job.fence += 1
    job.ended_at = timezone.now()
    job.save(update_fields=["files", "lists", "state", "heartbeat_at", "fence", "ended_at"])
