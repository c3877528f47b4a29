"""Whether anybody runs background jobs: each worker says every few seconds that it is there."""

from datetime import timedelta

from django.db.models.functions import Now

from letters.models import WorkerPresence

# A worker shows itself about every SEEN_EVERY seconds; one that was silent for longer than SILENCE has gone.
SEEN_EVERY = 5
SILENCE = timedelta(seconds=20)
FORGOTTEN = timedelta(days=7)


def show_presence(worker_id: str) -> None:
    """Note that this worker is there now."""
    WorkerPresence.objects.update_or_create(worker_id=worker_id, defaults={"seen_at": Now()})


def leave(worker_id: str) -> None:
    """Note that this worker has gone, and forget those that went long ago."""
    WorkerPresence.objects.filter(worker_id=worker_id).delete()
    WorkerPresence.objects.filter(seen_at__lt=Now() - FORGOTTEN).delete()


def running() -> list[str]:
    """The workers that were seen within the last seconds."""
    seen = WorkerPresence.objects.filter(seen_at__gte=Now() - SILENCE)
    return list(seen.values_list("worker_id", flat=True))


def workers_running() -> int:
    """How many they are."""
    return len(running())


def health() -> str:
    """For `/readyz`: what is wrong, or nothing."""
    return "" if workers_running() else "no worker is running: start manage.py db_worker"
