"""What staff look after: series and their releases, qualifications and syllabuses."""

from datetime import UTC
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from candidates.admin import candidates, holds, results  # noqa: F401 - register their pages
from candidates.embargo.released_grades import has_results
from candidates.models import (
    Qualification,
    Release,
    ReleaseException,
    Result,
    Series,
    Syllabus,
    SyllabusQualification,
)
from centres.admin.reauthentication import ProvenAdmin
from results_portal.admin_base.audited import AuditedInline, Place, ReadOnlyAdmin
from results_portal.codes.current import code_form
from results_portal.forms.json_field import CarefulJSONField
from results_portal.models import CodeKind
from results_portal.text.rehearsal import PREFIX, SLUG_PREFIX, is_rehearsal_name

OPTIONS_WANTED = 'Write a list of different option codes: ["AX", "BX"].'
GRADES_STAY = "There are results of this qualification: a grade can be added to its scale, but none taken away."
NAMES_TELL = f"The name of a rehearsal begins with “{PREFIX.strip()}”, and no other one does."
SLUGS_TELL = f"Only the address of a rehearsal begins with “{SLUG_PREFIX}”."
SCALE_WANTED = 'Write a list of different grades, best first: ["A*", "A", "B"].'


class SeriesForm(forms.ModelForm[Series]):
    """What tells rehearsals and real series apart can't be typed away."""

    def clean_name(self) -> str:
        """The name of a rehearsal says so, and no other one does."""
        name = str(self.cleaned_data["name"])
        if is_rehearsal_name(name) != self.instance.is_rehearsal:
            raise forms.ValidationError(NAMES_TELL)
        return name

    def clean_slug(self) -> str:
        """No real series has the address of a rehearsal. Only those that are new get one here."""
        slug = str(self.cleaned_data["slug"])
        if slug.startswith(SLUG_PREFIX):
            raise forms.ValidationError(SLUGS_TELL)
        return slug


@admin.register(Series)
class SeriesAdmin(ProvenAdmin):
    """A series' slug is in addresses and in loaded folders: it stays."""

    form = SeriesForm
    list_display = ("name", "slug", "is_rehearsal")
    search_fields = ("name", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return ("slug",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        if obj is None:
            return {"slug": ("name",)}
        return {}

    def place_of(self, obj: Series) -> Place:
        return Place(series=obj.slug)


class QualificationForm(forms.ModelForm[Qualification]):
    class Meta:
        field_classes: ClassVar[dict[str, Any]] = {"grades": CarefulJSONField}
        error_messages: ClassVar[dict[str, Any]] = {"grades": {"invalid": SCALE_WANTED}}

    def clean_grades(self) -> list[str]:
        """A list of different grades that fit into a result."""
        scale = self.cleaned_data["grades"]
        longest = Result._meta.get_field("grade").max_length or 0
        fits = isinstance(scale, list) and all(
            isinstance(grade, str) and 0 < len(grade) <= longest and grade.isprintable() for grade in scale
        )
        if not fits or len(set(scale)) < len(scale):
            raise forms.ValidationError(SCALE_WANTED)
        lost = [grade for grade in self.instance.grades if grade not in scale]
        if self.instance.pk and lost and has_results(self.instance.code):
            raise forms.ValidationError(f"{GRADES_STAY} Missing: {', '.join(lost)}.")
        return list(scale)


@admin.register(Qualification)
class QualificationAdmin(ProvenAdmin):
    form = QualificationForm
    list_display = ("code", "title", "scale")
    search_fields = ("code", "title")

    @admin.display(description="grades, best first")
    def scale(self, qualification: Qualification) -> str:
        return " ".join(qualification.grades)


class SyllabusQualificationForm(forms.ModelForm[SyllabusQualification]):
    class Meta:
        field_classes: ClassVar[dict[str, Any]] = {"option_codes": CarefulJSONField}
        error_messages: ClassVar[dict[str, Any]] = {"option_codes": {"invalid": OPTIONS_WANTED}}

    def clean_option_codes(self) -> list[str]:
        """A list of different option codes."""
        codes = self.cleaned_data["option_codes"] or []
        option = code_form(CodeKind.OPTION_CODE)
        fits = isinstance(codes, list) and all(isinstance(code, str) and option.matches(code) for code in codes)
        if not fits or len(set(codes)) < len(codes):
            raise forms.ValidationError(OPTIONS_WANTED)
        return list(codes)


class SyllabusQualificationInline(AuditedInline):
    """What a syllabus leads to. Entries keep their qualification whatever changes here."""

    model = SyllabusQualification
    form = SyllabusQualificationForm
    autocomplete_fields = ("qualification",)
    extra = 0


@admin.register(SyllabusQualification)
class SyllabusQualificationAdmin(ProvenAdmin):
    form = SyllabusQualificationForm
    list_display = ("syllabus", "qualification", "options")
    list_filter = ("qualification",)
    list_select_related = ("syllabus", "qualification")
    search_fields = ("=syllabus__code", "syllabus__title")
    autocomplete_fields = ("syllabus", "qualification")

    @admin.display(description="option codes")
    def options(self, leads_to: SyllabusQualification) -> str:
        return " ".join(leads_to.option_codes)


@admin.register(Syllabus)
class SyllabusAdmin(ProvenAdmin):
    list_display = ("code", "title")
    list_filter = ("qualifications",)
    search_fields = ("code", "title")
    inlines = (SyllabusQualificationInline,)


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    """To be seen. Releases change at the release desk, where opening or bringing forward takes two people."""

    list_display = ("series", "qualification", "instant")
    fields = ("series", "qualification", "releases_at")
    list_filter = ("series", "qualification")
    list_select_related = ("series", "qualification")
    search_fields = ("series__name", "qualification__code", "qualification__title")
    date_hierarchy = "releases_at"

    @admin.display(description="releases at (UTC)", ordering="releases_at")
    def instant(self, release: Release) -> str:
        moment = release.releases_at.astimezone(UTC)
        return f"{moment.day} {moment:%B %Y, %H:%M}"


@admin.register(ReleaseException)
class ReleaseExceptionAdmin(ReadOnlyAdmin):
    """To be seen. Exceptions change at the release desk."""

    list_display = ("__str__", "country", "centre", "releases_at")
    fields = ("release", "country", "centre", "releases_at")
    list_filter = ("release__series", "release__qualification")
    list_select_related = ("release__series", "release__qualification", "centre")
    search_fields = ("country", "centre__number", "release__qualification__code")
