"""What a result and a candidate's details said over time. Versions are added, never changed.

A row that was there before versions were kept, or that came by another way, has none until it first changes: then the
value that it had becomes its first version, with the source `EARLIER`.
"""

from django.db import models
from django.db.models import Q

from candidates.models.candidates import Candidate, Entry
from candidates.models.loads import Load
from candidates.models.results import Endorsement, Outcome


class Source(models.TextChoices):
    """Where a version comes from."""

    EARLIER = "EARLIER", "Before versions were kept"
    LOAD = "LOAD", "Load"
    STAFF = "STAFF", "Staff"


class Cause(models.TextChoices):
    """Why a released result was corrected, in words that follow the date on the candidate's page and statement."""

    REVIEW = "review", "after a review of marking"
    CLERICAL_CHECK = "clerical check", "after a clerical check"
    MISTAKE = "mistake", "because a mistake was found"
    LATE_MARKS = "late marks", "because marks arrived late"
    APPEAL = "appeal", "after an appeal"


class Version(models.Model):
    """What every version says of itself: its number from 1, source, who, when and why."""

    number = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10, choices=Source)
    # Millions name one load, which is never deleted: to check and index each of them would cost as much as its row.
    load = models.ForeignKey(
        Load, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    by = models.CharField(max_length=254, blank=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True


class ResultVersion(Version):
    """What the result of an entry said from `at` on. `withdrawn`: it was taken back.

    It hangs on the entry, so that it outlives the result. It is as secret as the result: only what
    `candidates.embargo.gate` lets through may reach anybody but results staff.
    """

    # Found by the index of the constraint below.
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="result_versions", db_index=False)
    grade = models.CharField(max_length=20, blank=True)
    percentage_uniform_mark = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    endorsement = models.CharField(max_length=20, choices=Endorsement, blank=True)
    withdrawn = models.BooleanField(default=False)
    cause = models.CharField(
        max_length=20, choices=Cause, blank=True, help_text="why it says something else now, as candidates read it"
    )

    class Meta:
        ordering = ["entry", "number"]
        # Nearly all come from loads: the admin's filter finds the others without reading these.
        indexes = [models.Index(fields=["source"], condition=~Q(source=Source.LOAD), name="result_version_source")]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="result_version_once")]

    def __str__(self) -> str:
        return f"version {self.number} of the result of entry {self.entry_id}"


class CandidateVersion(Version):
    """A candidate's details from `at` on."""

    # Found by the index of the constraint below.
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="versions", db_index=False)
    family_name = models.CharField(max_length=150)
    given_names = models.CharField(max_length=150, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    email = models.EmailField(blank=True)
    teaching_group = models.CharField(max_length=40, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["candidate", "number"]
        indexes = [models.Index(fields=["source"], condition=~Q(source=Source.LOAD), name="candidate_version_source")]
        constraints = [models.UniqueConstraint(fields=["candidate", "number"], name="candidate_version_once")]

    def __str__(self) -> str:
        return f"version {self.number} of {self.candidate}"
