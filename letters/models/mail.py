"""Letters on their way by e-mail: one row for each letter and address, whatever became of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from candidates.models import Candidate


class LetterMail(models.Model):
    """One letter to one address. `letter` is a digest of what it says, so a changed letter is another letter.

    The row is claimed before the mail server hears of the message and closed after it answered. Where nothing is
    known of the answer the message may have arrived: it is never sent again without somebody deciding so.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not sent"
        UNKNOWN = "unknown", "Perhaps sent"

    OPEN = (State.QUEUED, State.SENDING)

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="letter_mails")
    letter = models.CharField(max_length=64)
    address = models.EmailField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=300, blank=True, help_text="why it wasn't sent, in words for the officer")
    tries = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(default=timezone.now)
    queued_by = models.CharField(max_length=254)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["candidate__number", "-pk"]
        verbose_name = "letter sent by e-mail"
        verbose_name_plural = "letters sent by e-mail"
        constraints = [
            models.UniqueConstraint(fields=["candidate", "letter", "address"], name="letter_mailed_once"),
            models.CheckConstraint(
                condition=Q(state__in=("queued", "sending", "sent", "failed", "unknown")),
                name="letter_mail_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("sending", "sent", "unknown")) | Q(claimed_at__isnull=False),
                name="letter_mail_sent_was_claimed",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "queued_at"], name="letter_mail_waiting"),
            models.Index(fields=["claimed_at"], name="letter_mail_pace"),
        ]

    def __str__(self) -> str:
        return f"letter of {self.candidate_id}, {self.get_state_display()}"
