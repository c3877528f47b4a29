"""Words beside grades, bands of marks and words of outcomes, for administrators to change.

What released results already say stays: a change of it is refused. How many say it isn't told, for administrators don't
see grades.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from candidates.embargo.released_grades import is_released_with_grade, is_released_with_outcome
from candidates.grades.current import words_changed
from candidates.models import GradeWording, OutcomeWording, Qualification, WordingVersion
from centres.admin.reauthentication import ProvenAdmin
from results_portal.admin_base.audited import ReadOnlyAdmin

SAID = "Released results say {what} as it is. What candidates have seen can't be changed afterwards."


class GradeWordingForm(forms.ModelForm[GradeWording]):
    def clean(self) -> dict[str, Any]:
        """A grade of a known scale, a band that is free, and nothing that released results say already."""
        cleaned: dict[str, Any] = super().clean() or {}
        code, grade = cleaned.get("qualification_code"), cleaned.get("symbol")
        if not code or not grade:
            return cleaned
        qualification = Qualification.objects.filter(code=code).first()
        if qualification is None:
            self.add_error("qualification_code", "There is no qualification with this code. Add it first.")
        elif grade not in qualification.grades:
            self.add_error("symbol", f"The grades of {qualification} are {' '.join(qualification.grades)}.")
        taken = self._overlapping(code, cleaned.get("band_from"), cleaned.get("band_to"))
        if taken:
            self.add_error("band_from", f"{taken.symbol} has {taken.band_from} to {taken.band_to} already.")
        if self.has_changed():
            before = (self.initial.get("qualification_code"), self.initial.get("symbol"))
            self._refuse_what_is_released({(code, grade), before})
        return cleaned

    def _overlapping(self, code: str, lowest: int | None, highest: int | None) -> GradeWording | None:
        if lowest is None or highest is None:
            return None
        others = GradeWording.objects.filter(qualification_code=code).exclude(pk=self.instance.pk)
        return others.filter(band_from__lte=highest, band_to__gte=lowest).first()

    def _refuse_what_is_released(self, said: set[tuple[Any, Any]]) -> None:
        for code, grade in said:
            if code and grade and is_released_with_grade(code, grade):
                self.add_error(None, SAID.format(what=f"{code} {grade}"))


@admin.register(GradeWording)
class GradeWordingAdmin(ProvenAdmin):
    form = GradeWordingForm
    list_display = ("qualification_code", "symbol", "words", "band_from", "band_to")
    list_display_links = ("qualification_code", "symbol")
    list_filter = ("qualification_code",)
    search_fields = ("qualification_code", "=symbol", "words")

    def has_delete_permission(self, request: HttpRequest, obj: GradeWording | None = None) -> bool:
        if obj is not None and is_released_with_grade(obj.qualification_code, obj.symbol):
            return False
        return super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        words_changed()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        words_changed()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        words_changed()


class OutcomeWordingForm(forms.ModelForm[OutcomeWording]):
    def clean_name(self) -> str:
        """Statements print the name: once released results have it, it stays. What it means may be said better."""
        name: str = self.cleaned_data["name"]
        if "name" in self.changed_data and is_released_with_outcome(self.instance.outcome):
            raise forms.ValidationError(SAID.format(what=self.initial["name"]))
        return name


@admin.register(OutcomeWording)
class OutcomeWordingAdmin(ProvenAdmin):
    form = OutcomeWordingForm
    list_display = ("__str__", "name", "meaning", "next")
    list_filter = ("outcome",)
    search_fields = ("name", "meaning")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        words_changed()


@admin.register(WordingVersion)
class WordingVersionAdmin(ReadOnlyAdmin):
    """Tells processes whether the words have changed."""

    list_display = ("pk", "version")
    list_filter = ("version",)
    search_fields = ("=version",)
