"""Letters on their way by e-mail: one row for each letter and address, the shared pace, and corrected addresses."""

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
        BOUNCED = "bounced", "Bounced"
        FAILED = "failed", "Not sent"
        UNKNOWN = "unknown", "Perhaps sent"
        STOPPED = "stopped", "Stopped"

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
    first_put_off_at = models.DateTimeField(null=True, help_text="when the mail server first said to try again later")
    put_off_at = models.DateTimeField(null=True, help_text="when it last said so")
    not_before = models.DateTimeField(null=True, help_text="when the next try is due")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["candidate__number", "-pk"]
        verbose_name = "letter sent by e-mail"
        verbose_name_plural = "letters sent by e-mail"
        constraints = [
            models.UniqueConstraint(fields=["candidate", "letter", "address"], name="letter_mailed_once"),
            models.CheckConstraint(
                condition=Q(state__in=("queued", "sending", "sent", "bounced", "failed", "unknown", "stopped")),
                name="letter_mail_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("sending", "sent", "bounced", "unknown")) | Q(claimed_at__isnull=False),
                name="letter_mail_sent_was_claimed",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "queued_at"], name="letter_mail_waiting"),
            models.Index(fields=["claimed_at"], name="letter_mail_pace"),
        ]

    def __str__(self) -> str:
        return f"letter of {self.candidate_id}, {self.get_state_display()}"


class MailPace(models.Model):
    """How fast letters go out at present, all workers together. One row; none while the setting alone counts."""

    ONLY = 1

    a_minute = models.PositiveIntegerField(help_text="how many messages a minute")
    paused_until = models.DateTimeField(null=True)
    pauses = models.PositiveSmallIntegerField(
        default=0, help_text="how many in a row, without a message that was taken"
    )

    class Meta:
        verbose_name = "pace of e-mails"
        verbose_name_plural = "pace of e-mails"

    def __str__(self) -> str:
        return f"{self.a_minute} a minute"


class CorrectedAddress(models.Model):
    """The address that an officer gave for a candidate in place of the board's.

    It counts as long as the board's address and the person are those for which it was given.
    """

    candidate = models.OneToOneField(Candidate, models.CASCADE, related_name="corrected_address")
    address = models.EmailField()
    board_address = models.EmailField(blank=True)
    person = models.CharField(max_length=64, help_text="a digest of name and date of birth")
    corrected_at = models.DateTimeField(default=timezone.now)
    corrected_by = models.CharField(max_length=254)

    class Meta:
        ordering = ["candidate__number"]
        verbose_name_plural = "corrected addresses"

    def __str__(self) -> str:
        return f"address of {self.candidate_id}"
