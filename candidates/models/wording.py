"""What a board says of grades and outcomes. `candidates.grades` reads these tables."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from candidates.models.results import Outcome

LONGEST_GRADE = 20


class GradeWording(models.Model):
    """What is printed beside one grade of a qualification, and which percentage uniform marks go with it.

    A grade without a row is spelled: digits as words, letters as small ones. The qualification is named by its code,
    for words may be there before the files that bring it.
    """

    qualification_code = models.CharField(max_length=20)
    symbol = models.CharField("grade", max_length=LONGEST_GRADE)
    words = models.CharField(
        max_length=40, blank=True, help_text="beside the grade, so that nobody can alter a print of it: B(b), 9 (NINE)"
    )
    band_from = models.PositiveSmallIntegerField(
        "lowest mark", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    band_to = models.PositiveSmallIntegerField(
        "highest mark", null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    class Meta:
        ordering = ["qualification_code", F("band_from").desc(nulls_last=True), "symbol"]
        constraints = [
            models.UniqueConstraint(fields=["qualification_code", "symbol"], name="grade_wording_once"),
            models.CheckConstraint(
                condition=Q(band_from__isnull=True, band_to__isnull=True)
                | Q(band_from__isnull=False, band_to__gte=F("band_from"), band_to__lte=100),
                name="grade_wording_band",
                violation_error_message="Give the lowest and the highest mark of the band, or neither.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.qualification_code} {self.symbol}"


class OutcomeWording(models.Model):
    """What stands in the place of a grade, for each outcome."""

    outcome = models.CharField(max_length=20, primary_key=True, choices=Outcome, editable=False)
    name = models.CharField(max_length=30)
    meaning = models.CharField(max_length=200)
    next = models.CharField("what happens next", max_length=200, blank=True)

    class Meta:
        ordering = ["outcome"]
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.get_outcome_display()


class WordingVersion(models.Model):
    """One row that says whether the words have changed: whoever keeps them compares its text."""

    version = models.CharField(max_length=32)

    class Meta:
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.version
