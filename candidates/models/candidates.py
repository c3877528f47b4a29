"""Candidates and the syllabuses that they are entered for."""

import re

from django.db import models
from django.db.models import Q

from candidates.models.series import Qualification, Series, Syllabus
from centres.models import Centre
from results_portal.codes.pattern import ANY_CODE, LONGEST
from results_portal.codes.validators import FollowsPattern
from results_portal.models import CodeKind

# Han, kana and hangul.
FAMILY_FIRST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")


class Candidate(models.Model):
    """One person's entry to one series at one centre; the same person in another series is another candidate."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="candidates")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="candidates")
    number = models.CharField(max_length=LONGEST, validators=[FollowsPattern(CodeKind.CANDIDATE_NUMBER)])
    candidate_uid = models.CharField(
        "candidate identifier",
        max_length=40,
        blank=True,
        help_text="the board's own identifier of the person, if it has one: another one means another person",
    )
    family_name = models.CharField(max_length=150)
    given_names = models.CharField(max_length=150, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    email = models.EmailField(blank=True)
    teaching_group = models.CharField(max_length=40, blank=True)
    withdrawn = models.BooleanField(
        default=False, help_text="withdrawn from the series: never has access, whatever the centre chooses"
    )
    # Counts the people who have stood in this row. What was read for one of them is never shown to the next.
    person = models.PositiveIntegerField(default=1, editable=False)
    person_since = models.DateTimeField(
        null=True, editable=False, help_text="since when this person stands under the number, where it was another's"
    )

    class Meta:
        ordering = ["number"]
        permissions = [("move_candidate", "Can move, rename and withdraw candidates")]
        # Names are looked up by how they begin, which PostgreSQL's own order of words doesn't serve.
        indexes = [
            models.Index(fields=["family_name"], opclasses=["varchar_pattern_ops"], name="candidate_family_name"),
            models.Index(fields=["number"], name="candidate_number"),
            models.Index(fields=["candidate_uid"], name="candidate_uid"),
            models.Index(fields=["id"], condition=Q(withdrawn=True), name="candidate_withdrawn"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "centre", "number"], name="candidate_number_once"),
            models.CheckConstraint(
                condition=Q(number__regex=f"^{ANY_CODE.pattern}$") & ~Q(number__regex="^0+$"),
                name="candidate_number_signs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.full_name}"

    @property
    def full_name(self) -> str:
        """Given names, then family name; the other way round in scripts whose languages begin with the family."""
        if FAMILY_FIRST.search(self.family_name):
            return f"{self.family_name} {self.given_names}".strip()
        return f"{self.given_names} {self.family_name}".strip()


class Entry(models.Model):
    """A candidate is entered for a syllabus, to one of the qualifications that it leads to.

    The entry's qualification, not the syllabus, decides when the result may be seen.
    """

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="entries")
    syllabus = models.ForeignKey(Syllabus, models.PROTECT, related_name="entries")
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="entries")
    option_code = models.CharField(max_length=LONGEST, blank=True, validators=[FollowsPattern(CodeKind.OPTION_CODE)])
    withdrawn = models.BooleanField(default=False, help_text="no longer entered: neither entry nor result is shown")

    class Meta:
        ordering = ["syllabus__code"]
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["candidate", "syllabus"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.candidate.number} {self.syllabus.code}"
