"""E-mails of pages that wait in the queue of jobs, for whoever takes a copied installation over."""

from typing import Any

from django.db.models import QuerySet
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from results_portal.installation.waiting import Source
from results_portal.outbox.delivery import deliver


def _rows() -> QuerySet[DBTaskResult[Any, Any]]:
    return DBTaskResult.objects.filter(task_path=deliver.module_path, status=TaskResultStatus.READY)


def _drop() -> int:
    return _rows().delete()[0]


SOURCE = Source(what="e-mails with links and notices", queued_by="enqueued_at", rows=_rows, drop=_drop)
