"""Patterns of centre numbers, candidate numbers, syllabus codes and option codes, for administrators to change."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from candidates.codes.misfits import misfits
from centres.admin.reauthentication import ProvenAdmin
from results_portal.codes.kinds import CodeForm
from results_portal.codes.pattern import BadPattern, Pattern
from results_portal.models import CodeKind, CodePattern

LANGUAGE = (
    "A stands for a capital letter, 9 for a digit, X for either. A question mark after one of them says that it may be "
    "missing: AA999 is PK123, 99999?9? is four to six digits. A pattern that what is stored doesn't follow is refused."
)


class PatternForm(forms.ModelForm[CodePattern]):
    def clean_pattern(self) -> str:
        """A pattern that every stored code follows."""
        written = "".join(self.cleaned_data["pattern"].split()).upper()
        try:
            form = CodeForm(CodeKind(self.instance.kind), Pattern(written))
        except BadPattern as why:
            raise forms.ValidationError(str(why)) from None
        found = misfits(form)
        if found.count:
            raise forms.ValidationError(f"{found} Change or remove these first.")
        return written


@admin.register(CodePattern)
class CodePatternAdmin(ProvenAdmin):
    """Whoever loads, types, pastes or searches codes meets the pattern from the next request on."""

    form = PatternForm
    list_display = ("__str__", "pattern", "looks_like")
    list_filter = ("kind",)
    search_fields = ("pattern",)
    fields = ("pattern", "looks_like")
    readonly_fields = ("looks_like",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        return super().get_form(request, obj, change, **{"help_texts": {"pattern": LANGUAGE}, **kwargs})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="that is")
    def looks_like(self, row: CodePattern) -> str:
        return CodeForm(CodeKind(row.kind), Pattern(row.pattern)).like
