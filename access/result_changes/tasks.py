"""The background job that tells centres of a change, and what asks for it."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from django.tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from access.result_changes.tell import tell_centres
from candidates.models import ResultChange

# A job that failed is asked for again after this.
AGAIN_AFTER = timedelta(minutes=5)


@task
def tell(change_pk: int) -> None:
    """Tell every centre that this change concerns. Running it twice tells nobody twice."""
    tell_centres(change_pk)


def enqueue(*, change: int, **_signal: Any) -> None:
    """Ask for a job; a receiver of `change_announced`."""
    tell.enqueue(change)


def resume() -> None:
    """Ask for a job where a change waits without one, for a worker or a server died."""
    busy = Q(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)) | Q(finished_at__gt=Now() - AGAIN_AFTER)
    jobs = DBTaskResult.objects.filter(busy, task_path=tell.module_path)
    waiting = ResultChange.objects.filter(told_at__isnull=True).order_by("pk")
    for change in list(waiting.values_list("pk", flat=True)):
        if not jobs.filter(args_kwargs={"args": [change], "kwargs": {}}).exists():
            enqueue(change=change)
