"""Changes of results after their release, as a centre's officers are told of them: who is concerned, never a grade."""

from django.db import models
from django.db.models import Q

from candidates.models.candidates import Candidate
from candidates.models.holds import Hold
from candidates.models.loads import Load
from candidates.models.series import Qualification, Series, Syllabus
from candidates.models.versions import Cause
from centres.models import Centre


class ResultChange(models.Model):
    """One deed of the board: a load or a member of staff corrects results, or a hold or a stop begins or ends.

    `at` is by the database's clock. `told_at` is empty until it was decided, centre by centre, whom it concerns.
    """

    series = models.ForeignKey(Series, models.CASCADE, related_name="result_changes")
    at = models.DateTimeField()
    load = models.ForeignKey(Load, models.PROTECT, null=True, related_name="+")
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="+")
    ends_hold = models.BooleanField(default=False)
    cause = models.CharField(max_length=20, choices=Cause, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_hold=False) | Q(hold__isnull=False), name="result_change_ends_a_hold"
            ),
        ]
        indexes = [models.Index(fields=["series"], condition=Q(told_at__isnull=True), name="result_change_untold")]

    def __str__(self) -> str:
        return f"change {self.pk} of results of {self.series}"


class ChangeLine(models.Model):
    """What one centre's officers read of a change: one candidate's result, or how many candidates a hold covers.

    It is written only where the result was open at its centre when it changed. Without a syllabus it is about all of
    the qualification. `person` is whose result it was: another one who comes under the number isn't named.
    """

    class What(models.TextChoices):
        CORRECTED = "corrected", "Corrected"
        WITHDRAWN = "withdrawn", "Withdrawn"
        HELD = "held", "Held"
        NO_LONGER_HELD = "no longer held", "No longer held"
        STOPPED = "stopped", "Stopped"
        NO_LONGER_STOPPED = "no longer stopped", "No longer stopped"

    change = models.ForeignKey(ResultChange, models.CASCADE, related_name="lines")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    what = models.CharField(max_length=20, choices=What)
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="+")
    syllabus = models.ForeignKey(Syllabus, models.PROTECT, null=True, related_name="+")
    candidate = models.ForeignKey(Candidate, models.CASCADE, null=True, related_name="+")
    person = models.PositiveIntegerField(null=True)
    candidates = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-change", "pk"]
        indexes = [models.Index(fields=["centre", "-change"], name="change_line_of_centre")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, change {self.change_id}"
