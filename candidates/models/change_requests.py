"""Changes that need a second member of staff: asked for by one person, done by the confirmation of another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from candidates.models.series import Series


class ChangeRequest(models.Model):
    """A change that one member of staff asks for and another one confirms; the confirmation does it.

    `target` names what is to be changed; `before` is how it stood when it was asked for, `after` how it would stand,
    both as plain values. A request whose `before` no longer holds can't be confirmed.
    """

    class Kind(models.TextChoices):
        MOVE_RELEASE = "move release", "Open results, or bring a release forward"
        END_HOLD = "end hold", "End a hold or a stop"
        MOVE_EXCEPTION = "move exception", "End an exception, or bring it forward"
        MOVE_CANDIDATE = "move candidate", "Move a candidate, so that results open earlier"
        CHANGE_CENTRE = "change centre", "Change a centre, so that results open earlier"
        LOAD_FILES = "load files", "Load files that open or change results"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a second person"
        CONFIRMED = "confirmed", "Confirmed and done"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"
        OUTDATED = "outdated", "Out of date"

    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    series = models.ForeignKey(Series, models.PROTECT, related_name="change_requests")
    target = models.CharField(max_length=60)
    before = models.JSONField()
    after = models.JSONField()
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "series", "target"], condition=Q(state="waiting"), name="change_request_waits_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="change_request_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, state="waiting") | Q(decided_at__isnull=False),
                name="change_request_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.target}, {self.series}"
