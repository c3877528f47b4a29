"""Workers and batches of letters, for metrics."""

from django.db.models import Count

from letters.batches import worker_presence
from letters.models import LetterBatch
from results_portal.metrics import facts


def register() -> None:
    """Called once per process, from the app's `ready()`."""
    facts.register("results_workers_alive", "Workers that showed themselves in the last 20 seconds.", _workers)
    facts.register("results_letter_batches", "Batches of letters that wait or are made.", _batches, label="state")


def _workers() -> dict[str, float]:
    return {"": worker_presence.workers_running()}


def _batches() -> dict[str, float]:
    counted = dict.fromkeys(map(str, LetterBatch.ACTIVE), 0.0)
    rows = LetterBatch.objects.filter(state__in=LetterBatch.ACTIVE).order_by().values_list("state")
    counted.update(rows.annotate(Count("pk")))
    return counted
