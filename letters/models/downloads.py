"""Letters that officers took, and each kind of download."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils import timezone

from candidates.models import Candidate, Series
from centres.models import Centre
from letters.models.batches import LetterBatch
from results_portal.codes.pattern import LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadKind:
    """One kind of download.

    `value` is what the database stores, `adjective` what the history puts before "letters", and `nothing_text` what
    an officer is told where there are no such letters.
    """

    value: str
    label: str
    audit_action: str
    nothing_text: str
    adjective: str = ""


NOT_CURRENT = "These letters are not current. They are being brought up to date, or you can try again below."

ALL_LETTERS = DownloadKind(
    value="all",
    label="All letters",
    audit_action="download letters",
    nothing_text=NOT_CURRENT,
)
CHANGED_LETTERS = DownloadKind(
    value="changed",
    label="Changed letters",
    audit_action="download changed letters",
    nothing_text="No letter has changed since you took it.",
    adjective="changed",
)
NEW_LETTERS = DownloadKind(
    value="new",
    label="New letters",
    audit_action="download new letters",
    nothing_text="No letter is new: each of them was taken before.",
    adjective="new",
)
CHOSEN_LETTERS = DownloadKind(
    value="chosen",
    label="Chosen letters",
    audit_action="download chosen letters",
    nothing_text="None of these candidates has a letter that can be printed now.",
    adjective="chosen",
)
SINGLE_LETTER = DownloadKind(
    value="single",
    label="One letter",
    audit_action="download letter",
    nothing_text=NOT_CURRENT,
)
REGISTER = DownloadKind(
    value="register",
    label="Register",
    audit_action="download register",
    nothing_text="There are no letters, so there is nothing to register.",
)

# A new kind joins this table; the model's choices and its constraint are made of it.
DOWNLOAD_KINDS = {
    kind.value: kind for kind in (ALL_LETTERS, CHANGED_LETTERS, NEW_LETTERS, CHOSEN_LETTERS, SINGLE_LETTER, REGISTER)
}


class FileFormat(models.TextChoices):
    """How the letters are put together in the file."""

    PDF = "pdf", "one PDF"
    GROUPED = "grouped", "one PDF by teaching group"
    ZIP = "zip", "zip"

    @property
    def content_type(self) -> str:
        return "application/zip" if self == FileFormat.ZIP else "application/pdf"

    @property
    def ending(self) -> str:
        """The end of the file's name."""
        if self == FileFormat.GROUPED:
            return "letters-by-group.pdf"
        return f"letters.{self}"


class LetterDownload(models.Model):
    """Letters, or the register of them, that an officer took: who, when, which, in what form.

    What the letters said is found in the rows of `batch` where the whole batch was taken, else in `HandedLetter`.
    """

    series = models.ForeignKey(Series, models.CASCADE, related_name="handings_over")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="handings_over")
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=254)
    what = models.CharField(max_length=10, choices=[(kind.value, kind.label) for kind in DOWNLOAD_KINDS.values()])
    form = models.CharField(max_length=10, choices=FileFormat)
    protected = models.BooleanField(
        default=False, help_text="whether a passphrase opens the file, which is kept nowhere"
    )
    letters = models.PositiveIntegerField()
    number = models.CharField(max_length=LONGEST, blank=True, help_text="the candidate's number, for one letter alone")
    batch = models.ForeignKey(LetterBatch, models.SET_NULL, null=True, related_name="handings_over")

    class Meta:
        db_table = "letters_handingover"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    what__in=tuple(DOWNLOAD_KINDS),
                    form__in=("pdf", "grouped", "zip"),
                ),
                name="handing_over_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.get_form_display()}, {self.at:%Y-%m-%d %H:%M}"

    @property
    def kind(self) -> DownloadKind:
        return DOWNLOAD_KINDS[self.what]


class HandedLetter(models.Model):
    """One candidate's letter as an officer took it outside a whole batch: a digest of each part of what it says."""

    handing_over = models.ForeignKey(LetterDownload, models.CASCADE, related_name="handed")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="handed_letters")
    digests = models.JSONField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["handing_over", "candidate"], name="handed_once_at_a_time")]

    def __str__(self) -> str:
        return f"letter of {self.candidate_id}"
