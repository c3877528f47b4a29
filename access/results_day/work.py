"""What waits in the background: workers, jobs, e-mails. Always the same few statements, however much there is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import Greatest
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from candidates import instants
from letters.batches import worker_presence
from letters.models import LetterMail, WorkerPresence
from results_portal.outbox.delivery import deliver
from results_portal.text.counted import counted

LATELY = timedelta(hours=1)
# Beyond so many it is only said that there are more.
COUNTED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure: what it is called, what it says, and whether somebody should look."""

    name: str
    text: str
    is_well: bool = True


def work_now(now: datetime) -> list[Line]:
    """Workers, jobs and e-mails at this moment. Five statements."""
    return [_workers(now), *_jobs(now), _letters_by_email(now)]


def _workers(now: datetime) -> Line:
    alive = worker_presence.workers_running()
    gone = WorkerPresence.objects.filter(seen_at__lt=now - worker_presence.SILENCE, seen_at__gte=now - LATELY).count()
    text = f"{counted(alive, 'worker is', 'workers are')} running."
    if gone:
        text = f"{text} {counted(gone, 'other has', 'others have')} been silent since less than an hour ago."
    return Line(name="Workers", text=text, is_well=alive > 0 and not gone)


def _jobs(now: datetime) -> list[Line]:
    """A job that is put off until later doesn't wait yet."""
    due = Q(status=TaskResultStatus.READY) & (Q(run_after=get_date_max()) | Q(run_after__lte=now))
    mails = due & Q(task_path=deliver.module_path)
    failed = Q(status=TaskResultStatus.FAILED, finished_at__gte=now - LATELY)
    found = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).aggregate(
        due=Count("pk", filter=due),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        failed=Count("pk", filter=failed),
        mails=Count("pk", filter=mails),
        at_once=Min("enqueued_at", filter=due & Q(run_after=get_date_max())),
        put_off=Min(Greatest("enqueued_at", "run_after"), filter=due & Q(run_after__lte=now)),
        mails_at_once=Min("enqueued_at", filter=mails & Q(run_after=get_date_max())),
    )
    oldest = min((at for at in (found["at_once"], found["put_off"]) if at), default=None)
    failures = counted(found["failed"], "job has", "jobs have")
    return [
        Line(
            name="Jobs",
            text=f"{_waiting(found['due'], oldest, now)} {counted(found['running'], 'runs', 'run')}.",
            is_well=not oldest or now - oldest < timedelta(minutes=5),
        ),
        Line(name="Failed jobs", text=f"{failures} failed within the hour.", is_well=not found["failed"]),
        Line(
            name="Messages of pages",
            text=_waiting(found["mails"], found["mails_at_once"], now),
            is_well=not found["mails_at_once"] or now - found["mails_at_once"] < timedelta(minutes=5),
        ),
    ]


def _letters_by_email(now: datetime) -> Line:
    """Their pace is bounded, so that many may wait for long."""
    queued = LetterMail.objects.filter(state=LetterMail.State.QUEUED).order_by("queued_at")
    count = queued[: COUNTED + 1].count()
    oldest = queued.values_list("queued_at", flat=True).first() if count else None
    if count > COUNTED:
        return Line(name="Letters by e-mail", text=f"More than {COUNTED:,} wait, {_since(oldest, now)}.")
    return Line(name="Letters by e-mail", text=_waiting(count, oldest, now))


def _waiting(count: int, oldest: datetime | None, now: datetime) -> str:
    if not count:
        return "None waits."
    return f"{counted(count, 'waits', 'wait')}, {_since(oldest, now)}."


def _since(oldest: datetime | None, now: datetime) -> str:
    seconds = max(1.0, (now - oldest).total_seconds()) if oldest else 1.0
    return f"the oldest for {instants.time_left(seconds)}"
