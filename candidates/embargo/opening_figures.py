"""When results open next, and how many have, for metrics. Instants alone: nothing of what opens."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from candidates.models import Release
from results_portal.metrics import facts

A_DAY = timedelta(days=1)


def register() -> None:
    """Called once per process, from the app's `ready()`. Rehearsals' releases count as well: they are watched too."""
    facts.register(
        "results_next_opening_timestamp_seconds", "When the next release opens (Unix time); 0 where none waits.", _next
    )
    facts.register("results_openings", "Releases of the last day and of the next.", _openings, label="when")


def _next() -> dict[str, float]:
    at = Release.objects.filter(releases_at__gt=Now()).aggregate(at=Min("releases_at"))["at"]
    return {"": at.timestamp() if at else 0.0}


def _openings() -> dict[str, float]:
    counted = Release.objects.filter(releases_at__gt=Now() - A_DAY, releases_at__lte=Now() + A_DAY).aggregate(
        last_day=Count("pk", filter=Q(releases_at__lte=Now())), next_day=Count("pk", filter=Q(releases_at__gt=Now()))
    )
    return {when.replace("_", " "): count for when, count in counted.items()}
