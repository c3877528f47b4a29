"""The workers that run jobs."""

from django.db import models
from django.utils import timezone


class WorkerPresence(models.Model):
    """A worker that runs jobs, and when it was last seen doing so."""

    worker_id = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at"]
        verbose_name = "worker"

    def __str__(self) -> str:
        return self.worker_id
