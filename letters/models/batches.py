"""Letter batches: what was asked for, how far it is, where its files lie, and what each letter says."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from candidates.models import Candidate, Series
from centres.models import Centre


class LetterBatch(models.Model):
    """One job that makes a centre's letters for a series: its state, progress and files."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to start"
        RUNNING = "running", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"
        REPLACED = "replaced", "Replaced by newer letters"
        EXPIRED = "expired", "Expired"

    class Stage(models.TextChoices):
        PASSWORDS = "passwords", "Making usernames and passwords"
        LETTERS = "letters", "Drawing letters"

    ACTIVE = (State.QUEUED, State.RUNNING)

    series = models.ForeignKey(Series, models.CASCADE, related_name="letter_batches")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="letter_batches")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    requested_at = models.DateTimeField(auto_now_add=True)
    requested_by = models.CharField(max_length=254)
    issues_passwords = models.BooleanField(
        default=True, help_text="whether candidates without a password are given one; not when letters are only renewed"
    )
    wishes = models.PositiveIntegerField(
        default=1,
        help_text="how often these letters were asked for; rises while they are made when access changes again",
    )
    queued_at = models.DateTimeField(default=timezone.now, help_text="when a job was last asked for")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    stage = models.CharField(max_length=20, blank=True, choices=Stage, help_text="passwords or letters")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True, help_text="why it failed, in words for the officer")

    # A worker holds the batch by its fence: whoever takes over raises it, and the old holder's writes then miss.
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)

    fingerprint = models.CharField(max_length=64, blank=True, help_text="digest of everything that the letters say")
    compared_at = models.DateTimeField(null=True, help_text="when that was last compared with what they would say now")
    outdated = models.BooleanField(default=False, help_text="whether they would say something else then")
    old_instants = models.PositiveIntegerField(
        default=0, help_text="how many letters that were taken name other release instants than now"
    )
    pdf_name = models.CharField(max_length=200, blank=True)
    archive_name = models.CharField(max_length=200, blank=True)
    pdf_bytes = models.PositiveBigIntegerField(default=0)
    archive_bytes = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    undrawable = models.JSONField(default=list, help_text="numbers of candidates whose name no font can draw")
    undrawable_parts = models.JSONField(default=list, help_text="centre name, contact name: those no font can draw")

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "letter batches"
        constraints = [
            models.UniqueConstraint(
                fields=["series", "centre"], condition=Q(state__in=("queued", "running")), name="one_active_batch"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(pdf_name="") & ~Q(archive_name="") & Q(finished_at__isnull=False)),
                name="ready_batch_has_files",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("queued", "running", "ready", "failed", "cancelled", "replaced", "expired"),
                    stage__in=("", "passwords", "letters"),
                ),
                name="batch_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"letters of {self.centre_id}, {self.get_state_display()}"


class Letter(models.Model):
    """One candidate's letter within a batch: its place, and a digest of each part of what it says."""

    batch = models.ForeignKey(LetterBatch, models.CASCADE, related_name="letters")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="letters")
    page = models.PositiveIntegerField()
    digests = models.JSONField()

    class Meta:
        ordering = ["page"]
        constraints = [models.UniqueConstraint(fields=["batch", "candidate"], name="letter_once_per_batch")]

    def __str__(self) -> str:
        return f"page {self.page}"
