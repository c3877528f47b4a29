"""Series, qualifications with their scales of grades, syllabuses, and releases."""

from django.db import models
from django.db.models import Q

from centres.models import Centre
from results_portal.codes.pattern import ANY_CODE, LONGEST
from results_portal.codes.validators import FollowsPattern
from results_portal.models import CodeKind
from results_portal.text.rehearsal import PREFIX, SLUG_PREFIX


class Series(models.Model):
    """One sitting of examinations, such as "November 2026"; or a rehearsal, in which everything is made up."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    is_rehearsal = models.BooleanField(
        "rehearsal", default=False, editable=False, help_text="made up: marked everywhere, and never a real person's"
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "series"
        permissions = [
            ("make_rehearsal", "Can make a rehearsal and remove one"),
            ("view_as_candidate", "Can see a candidate's page with placeholders for grades"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_rehearsal=True, name__regex=f"^{PREFIX}", slug__regex=f"^{SLUG_PREFIX}")
                | (Q(is_rehearsal=False) & ~Q(name__regex=f"^{PREFIX}") & ~Q(slug__regex=f"^{SLUG_PREFIX}")),
                name="series_rehearsal_by_its_name",
                violation_error_message=f"A rehearsal's name begins with “{PREFIX.strip()}”, and no other one does.",
            ),
        ]

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
    """What is studied and examined: 9709 Mathematics. It may lead to several qualifications, such as AS and A Level."""

    code = models.CharField(max_length=LONGEST, unique=True, validators=[FollowsPattern(CodeKind.SYLLABUS_CODE)])
    title = models.CharField(max_length=200)
    qualifications = models.ManyToManyField(Qualification, through="SyllabusQualification", related_name="syllabuses")

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "syllabuses"
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=f"^{ANY_CODE.pattern}$"), name="syllabus_code_signs")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class SyllabusQualification(models.Model):
    """One of the qualifications that a syllabus leads to.

    `option_codes` names the options that lead there; a qualification without any takes those that no other one names.
    """

    syllabus = models.ForeignKey(Syllabus, models.CASCADE, related_name="leads_to")
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="leads_here")
    option_codes = models.JSONField(default=list, blank=True, help_text='options that lead there: ["AX", "BX"]')

    class Meta:
        ordering = ["syllabus__code", "qualification__code"]
        constraints = [
            models.UniqueConstraint(fields=["syllabus", "qualification"], name="syllabus_qualification_once")
        ]

    def __str__(self) -> str:
        return f"{self.syllabus.code} {self.qualification.code}"


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


class ReleaseException(models.Model):
    """A country or a centre for which a release opens later, never earlier, than for everybody else.

    Where the release itself comes to lie later than this, the release counts; of several that fit, the latest.
    """

    release = models.ForeignKey(Release, models.CASCADE, related_name="exceptions")
    country = models.CharField(max_length=100, blank=True, help_text="every centre of this country")
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, blank=True, related_name="release_exceptions")
    releases_at = models.DateTimeField("releases at (UTC)")

    class Meta:
        ordering = ["release", "country", "centre__number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(country="", centre__isnull=False) | (~Q(country="") & Q(centre__isnull=True)),
                name="release_exception_of_country_or_centre",
            ),
            models.UniqueConstraint(
                fields=["release", "country"], condition=Q(centre__isnull=True), name="release_exception_once_a_country"
            ),
            models.UniqueConstraint(
                fields=["release", "centre"], condition=Q(country=""), name="release_exception_once_a_centre"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release.qualification} for {self.whom}, {self.release.series}"

    @property
    def whom(self) -> str:
        """For whom it is later: a country, or a centre's number."""
        return self.country or (self.centre.number if self.centre else "")
