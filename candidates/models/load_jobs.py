"""Files that staff sent to be loaded: from their arrival to the end of the load. Knows counts, never a result."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from candidates.models.loads import Load
from candidates.models.versions import Cause


class LoadJob(models.Model):
    """Files that were sent, what is done with them now, and how that ended.

    What the files say lies encrypted in the storage "loads" until the job ends; here are names, counts and sentences
    with codes. A worker that works on a job holds it by `fence`. `digest` stands for all that the preview showed.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be read"
        READING = "reading", "Being read"
        PREVIEW = "preview", "Waiting for confirmation"
        REFUSED = "refused", "Refused: the files have mistakes"
        CONFIRMED = "confirmed", "Waiting to be loaded"
        WRITING = "writing", "Being loaded"
        LOADED = "loaded", "Loaded"
        FAILED = "failed", "Stopped by a fault"
        DISCARDED = "discarded", "Discarded"
        EXPIRED = "expired", "Expired: nobody confirmed it within a day"

    WORKING = (State.QUEUED, State.READING, State.CONFIRMED, State.WRITING)
    ENDED = (State.LOADED, State.FAILED, State.DISCARDED, State.EXPIRED)

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    name = models.CharField(max_length=200, help_text="name of the file, or of the first of several")
    files = models.JSONField(default=list, help_text="name, bytes and place of each file")
    options = models.JSONField(default=dict, help_text="what this load may do besides, and how its files are read")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=60, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    series = models.JSONField(default=list)
    summary = models.JSONField(
        default=dict, help_text="counts by table, warnings, and what has to be asked for by name"
    )
    lists = models.JSONField(default=dict, help_text="rows and place of each list of the preview")
    shown_again = models.BooleanField(default=False, help_text="the preview changed after it was confirmed")
    reason = models.CharField(max_length=500, blank=True)
    cause = models.CharField(
        max_length=20, choices=Cause, blank=True, help_text="why released results change, as candidates read it"
    )
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True)
    load = models.OneToOneField(Load, models.SET_NULL, null=True, blank=True, related_name="job")

    class Meta:
        ordering = ["-pk"]
        permissions = [("load_files", "Can load files")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "writing", "loaded"]) | Q(confirmed_by__isnull=False),
                name="load_job_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"load of {self.name}"

    @property
    def count_new(self) -> int:
        """How many rows are new in all tables."""
        return sum(table["new"] for table in self.summary.get("tables", ()))

    @property
    def count_changed(self) -> int:
        """How many rows change in all tables."""
        return sum(table["changed"] + table["withdrawn"] for table in self.summary.get("tables", ()))
