"""Results: a grade with its mark, or an outcome in its place."""

from django.db import models
from django.db.models import Q

from candidates.models.candidates import Entry


class Outcome(models.TextChoices):
    """What stands in the place of a grade."""

    PENDING = "PENDING", "Pending"
    NO_RESULT = "NO RESULT", "No result"
    TO_BE_ISSUED = "TO BE ISSUED", "To be issued"
    UNGRADED = "UNGRADED", "Ungraded"


class Endorsement(models.TextChoices):
    """What stands beside a grade for a part that is examined apart: speaking. A candidate may have none."""

    ONE = "1", "1"
    TWO = "2", "2"
    THREE = "3", "3"
    FOUR = "4", "4"
    FIVE = "5", "5"
    PASS = "Pass", "Pass"
    MERIT = "Merit", "Merit"
    DISTINCTION = "Distinction", "Distinction"


class Result(models.Model):
    """A grade or an outcome. Read it through `candidates.embargo.gate` alone: elsewhere it may come out too early."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="result")
    grade = models.CharField(max_length=20, blank=True)
    percentage_uniform_mark = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    endorsement = models.CharField(max_length=20, choices=Endorsement, blank=True)
    held = models.BooleanField(default=False, help_text="kept back from the candidate even after the release")
    withdrawn = models.BooleanField(default=False, help_text="taken back by the board: reads as not available")
    corrected_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        # To view a result without this permission is to see that there is one.
        permissions = [("view_result_grades", "Can see and change the grade, mark and outcome of a result")]
        # Few results have one of these: the admin's filters find them without reading the others.
        indexes = [
            models.Index(fields=["outcome"], condition=~Q(outcome=""), name="result_outcome"),
            models.Index(fields=["id"], condition=Q(held=True), name="result_held"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(grade="") & ~Q(outcome="")) | (~Q(grade="") & Q(outcome="")),
                name="result_grade_or_outcome",
                violation_error_message="Give either a grade or an outcome.",
            ),
            models.CheckConstraint(
                condition=Q(endorsement="") | Q(outcome__in=["", Outcome.UNGRADED]),
                name="result_endorsement_beside_grade",
                violation_error_message="An endorsement stands beside a grade or UNGRADED alone.",
            ),
            models.CheckConstraint(
                condition=Q(endorsement__in=["", *Endorsement.values]), name="result_endorsement_known"
            ),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="result_outcome_known"),
            models.CheckConstraint(
                condition=Q(percentage_uniform_mark__isnull=True) | Q(percentage_uniform_mark__range=(0, 100)),
                name="result_mark_0_to_100",
            ),
        ]

    def __str__(self) -> str:
        return f"result of entry {self.entry_id}"
