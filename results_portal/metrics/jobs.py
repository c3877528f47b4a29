"""What workers did: each job by its kind and how it ended."""

from typing import Any

from django.tasks import TaskResult
from django.tasks.signals import task_finished

from results_portal.metrics import counters, pool


def watch() -> None:
    """Count what this process does. Called once, by a worker."""
    task_finished.connect(_count, dispatch_uid="metrics of jobs")


def _count(task_result: TaskResult[Any, Any], **_: Any) -> None:
    kind = task_result.task.func.__name__
    counters.jobs_ended.labels(kind, task_result.status.lower()).inc()
    if task_result.started_at and task_result.finished_at:
        counters.job_seconds.labels(kind).observe((task_result.finished_at - task_result.started_at).total_seconds())
    pool.look()
