"""What the queue of jobs looks like, for metrics: how many wait and run, and how old the oldest is."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import Now
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from results_portal.metrics import facts

RECENT = timedelta(hours=1)


def register() -> None:
    """Called once per process, from the app's `ready()`."""
    facts.register("results_jobs", "Jobs by state: due, later, running; failed in the last hour.", _jobs, label="state")
    facts.register("results_oldest_job_seconds", "How long the oldest job of that state is.", _oldest, label="state")


def _jobs() -> dict[str, float]:
    open_states = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    counted = DBTaskResult.objects.filter(status__in=open_states).aggregate(
        due=Count("pk", filter=_due()),
        later=Count("pk", filter=Q(status=TaskResultStatus.READY) & ~_due()),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
    )
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__gte=Now() - RECENT)
    return {**counted, "failed": failed.count()}


def _oldest() -> dict[str, float]:
    """Since when the oldest job could have begun, or runs; 0 where there is none."""
    states = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    oldest = DBTaskResult.objects.filter(status__in=states).aggregate(
        due=Min("enqueued_at", filter=_due() & Q(run_after=get_date_max())),
        due_later=Min("run_after", filter=_due()),
        running=Min("started_at", filter=Q(status=TaskResultStatus.RUNNING)),
    )
    now = timezone.now()
    began = {
        "due": min((each for each in (oldest["due"], oldest["due_later"]) if each is not None), default=now),
        "running": oldest["running"] or now,
    }
    return {state: max(0.0, (now - since).total_seconds()) for state, since in began.items()}


def _due() -> Q:
    return Q(status=TaskResultStatus.READY) & (Q(run_after__lte=Now()) | Q(run_after=get_date_max()))
