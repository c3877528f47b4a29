"""Holds and stops: rules that keep results back from candidates after their release."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from candidates.models.candidates import Candidate
from candidates.models.series import Qualification, Series, Syllabus
from centres.models import Centre

HELD_WORDS = "The board is still checking this result."


class Hold(models.Model):
    """Keeps results back, within one series, until it is ended. Each part that is left open covers everything.

    A hold is about results that are being checked: the candidate reads its words in the place of the grade. A stop
    says that results aren't available at the moment, and nothing more. Both act on the next request.
    """

    class Kind(models.TextChoices):
        HOLD = "hold", "Hold"
        STOP = "stop", "Stop"

    kind = models.CharField(max_length=4, choices=Kind)
    series = models.ForeignKey(Series, models.PROTECT, related_name="holds")
    qualification = models.ForeignKey(Qualification, models.PROTECT, null=True, blank=True, related_name="holds")
    syllabus = models.ForeignKey(Syllabus, models.PROTECT, null=True, blank=True, related_name="holds")
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, blank=True, related_name="holds")
    candidate = models.ForeignKey(Candidate, models.PROTECT, null=True, blank=True, related_name="holds")
    reason = models.CharField(max_length=500, help_text="for the board's staff; candidates never see it")
    words = models.CharField(
        max_length=300, blank=True, help_text="what the candidate reads in the place of the grade, after the release"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        permissions = [("stop_results", "Can stop results and place holds, and end those of one candidate")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, ended_at__gte=F("made_at")),
                name="hold_ended_at_and_by",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason"),
        ]
        indexes = [
            models.Index(fields=["series"], condition=Q(ended_at__isnull=True), name="hold_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.scope}"

    @property
    def scope(self) -> str:
        """What it covers, as people say it: "9709 Mathematics, PK123 0042, November 2026"."""
        place = ""
        if self.candidate:
            place = f"{self.candidate.centre.number} {self.candidate.number}"
        elif self.centre:
            place = self.centre.number
        parts = [str(part) for part in (self.qualification, self.syllabus, place) if part]
        return ", ".join([*parts, self.series.name]) if parts else f"everything in {self.series.name}"
