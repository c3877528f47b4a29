"""Series, qualifications, syllabuses, releases; candidates, their entries and their results."""

import re

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from centres.models import Centre

# Han, kana and hangul.
FAMILY_FIRST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
FOUR_DIGITS = RegexValidator(r"^[0-9]{4}\Z", "Four digits: 0042.")


class Series(models.Model):
    """One sitting of examinations, such as "November 2026"."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.name


class Qualification(models.Model):
    """IGCSE, O Level, AS Level …, with its scale of grades, best first."""

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    grades = models.JSONField(default=list, help_text="the scale, best grade first")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class Syllabus(models.Model):
    """What is studied and examined: 9709 Mathematics."""

    code = models.CharField(max_length=4, unique=True, validators=[FOUR_DIGITS])
    title = models.CharField(max_length=200)
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="syllabuses")

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "syllabuses"
        constraints = [models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{4}$"), name="syllabus_code_format")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Release(models.Model):
    """The instant from which a qualification's results of a series may be seen. Without one they stay shut."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="releases")
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="releases")
    releases_at = models.DateTimeField("releases at (UTC)")

    class Meta:
        ordering = ["releases_at", "qualification__code"]
        constraints = [models.UniqueConstraint(fields=["series", "qualification"], name="release_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.qualification}"


class Candidate(models.Model):
    """One person's entry to one series at one centre; the same person in another series is another candidate."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="candidates")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="candidates")
    number = models.CharField(max_length=4, validators=[FOUR_DIGITS])
    family_name = models.CharField(max_length=150)
    given_names = models.CharField(max_length=150, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    email = models.EmailField(blank=True)
    teaching_group = models.CharField(max_length=40, blank=True)
    withdrawn = models.BooleanField(
        default=False, help_text="withdrawn from the series: never has access, whatever the centre chooses"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "centre", "number"], name="candidate_number_once"),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{4}$") & ~Q(number="0000"), name="candidate_number_format"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.full_name}"

    @property
    def full_name(self) -> str:
        """Given names, then family name; the other way round in scripts whose languages begin with the family."""
        family_first = FAMILY_FIRST.search(self.family_name)
        names = (self.family_name, self.given_names) if family_first else (self.given_names, self.family_name)
        return " ".join(names).strip()


class Entry(models.Model):
    """A candidate is entered for a syllabus."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="entries")
    syllabus = models.ForeignKey(Syllabus, models.PROTECT, related_name="entries")
    option_code = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ["syllabus__code"]
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["candidate", "syllabus"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.candidate.number} {self.syllabus.code}"


class Outcome(models.TextChoices):
    """What stands in the place of a grade."""

    PENDING = "PENDING", "Pending"
    NO_RESULT = "NO RESULT", "No result"
    TO_BE_ISSUED = "TO BE ISSUED", "To be issued"
    UNGRADED = "UNGRADED", "Ungraded"


class Result(models.Model):
    """A grade or an outcome. Read it through `candidates.embargo.gate` alone: elsewhere it may come out too early."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="result")
    grade = models.CharField(max_length=10, blank=True)
    percentage_uniform_mark = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    held = models.BooleanField(default=False, help_text="kept back from the candidate even after the release")
    corrected_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        # To view a result without this permission is to see that there is one.
        permissions = [("view_result_grades", "Can see and change the grade, mark and outcome of a result")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(grade="") & ~Q(outcome="")) | (~Q(grade="") & Q(outcome="")),
                name="result_grade_or_outcome",
                violation_error_message="Give either a grade or an outcome.",
            ),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="result_outcome_known"),
            models.CheckConstraint(
                condition=Q(percentage_uniform_mark__isnull=True) | Q(percentage_uniform_mark__range=(0, 100)),
                name="result_mark_0_to_100",
            ),
        ]

    def __str__(self) -> str:
        return f"result of entry {self.entry_id}"
