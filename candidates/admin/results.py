"""Results in the staff's admin. What somebody got is shown to staff with the results permission alone.

The permission is `candidates.view_result_grades`. Others see, with the ordinary permissions, that a result exists and
may hold it back: no list, form, filter, search, address, history or audit entry tells them its grade, mark or outcome,
and the columns don't even leave the database. Whenever staff with the permission look, that is recorded.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from candidates.awards import awarded
from candidates.embargo import clock
from candidates.embargo.changed_results import ChangedResult, What, record_changed_results
from candidates.embargo.corrections import note_correction
from candidates.history.record import record_staff_result, stored_values
from candidates.models import Cause, Entry, Result
from centres.admin.reauthentication import ProvenAdmin
from results_portal import audit
from results_portal.admin_base.audited import Place, actor
from results_portal.admin_base.large_lists import LargeList

PERMISSION = "candidates.view_result_grades"
GRADE_FIELDS = ("grade", "percentage_uniform_mark", "outcome", "endorsement")
VERSIONED = frozenset((*GRADE_FIELDS, "withdrawn"))


class ResultForm(forms.ModelForm[Result]):
    cause = forms.ChoiceField(
        label="What candidates read",
        choices=[("", "Nothing"), *((value, label.capitalize()) for value, label in Cause.choices)],
        required=False,
        help_text="why a released result changes; it follows the date of the correction on their page",
    )

    def clean_percentage_uniform_mark(self) -> int | None:
        mark: int | None = self.cleaned_data["percentage_uniform_mark"]
        if mark is not None and mark > 100:
            raise forms.ValidationError("Write a whole number from 0 to 100.")
        return mark

    def clean(self) -> dict[str, Any] | None:
        """A grade has to be one that the entry's qualification brings."""
        cleaned = super().clean() or {}
        grade = cleaned.get("grade")
        entry = cleaned.get("entry")
        if entry is None and self.instance.entry_id:
            entry = self.instance.entry
        if grade and entry and not _brings(entry, grade):
            scale = " ".join(entry.qualification.grades)
            self.add_error("grade", f"The grades of {entry.qualification} are {scale}.")
        return cleaned


@admin.register(Result)
class ResultAdmin(LargeList, ProvenAdmin):
    form = ResultForm
    secret_fields = frozenset(GRADE_FIELDS)
    list_display = ("candidate", "centre", "series", "syllabus", "held", "corrected_at")
    list_filter = ("entry__candidate__series", "entry__qualification", "held")
    list_select_related = ("entry__candidate__centre", "entry__candidate__series", "entry__syllabus")
    search_fields = (
        "=entry__candidate__number",
        "entry__candidate__family_name",
        "=entry__candidate__centre__number",
        "=entry__syllabus__code",
    )
    search_help_text = "Number or family name of the candidate, number of the centre, or code of the syllabus"
    raw_id_fields = ("entry",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Result]:
        results: QuerySet[Result] = super().get_queryset(request)
        if may_see(request):
            return results
        return results.defer(*GRADE_FIELDS)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        if may_see(request):
            return (*self.list_display, *GRADE_FIELDS)
        return self.list_display

    def get_list_filter(self, request: HttpRequest) -> tuple[str, ...]:
        if may_see(request):
            return (*self.list_filter, "outcome")
        return self.list_filter

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Whoever sees grades may also ask for them by an address; to others `?grade=A` would tell who has it."""
        if lookup.split("__", maxsplit=1)[0] in GRADE_FIELDS:
            return may_see(request)
        return super().lookup_allowed(lookup, value, request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if may_see(request):
            return ("entry", *GRADE_FIELDS, "cause", "held", "withdrawn", "corrected_at")
        return ("entry", "held", "withdrawn", "corrected_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("corrected_at",)
        return ("entry", "corrected_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_see(request) and super().has_add_permission(request)

    def place_of(self, obj: Result) -> Place:
        return super().place_of(obj.entry.candidate)

    def save_model(self, request: HttpRequest, obj: Result, form: Any, change: Any) -> None:  # type: ignore[override]
        changed = frozenset(form.changed_data)
        says_otherwise = not change or not VERSIONED.isdisjoint(changed)
        before = stored_values(obj) if says_otherwise else None
        corrected_at = None
        if change and not self.secret_fields.isdisjoint(changed):
            corrected_at = note_correction(obj)
        super().save_model(request, obj, form, change)
        cause = form.cleaned_data.get("cause", "")
        if says_otherwise:
            record_staff_result(obj, before=before, by=actor(request).email, cause=cause)
        if corrected_at:
            _tell(obj, What.CORRECTED, at=corrected_at, cause=cause)
        if change and "withdrawn" in changed and obj.withdrawn:
            _tell(obj, What.WITHDRAWN, at=clock.now())
        if change and "held" in changed:
            _tell(obj, What.HELD if obj.held else What.NO_LONGER_HELD, at=clock.now())

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        result = None
        if object_id:
            result = self.get_object(request, unquote(object_id))
        if result and may_see(request) and self.has_view_or_change_permission(request, result):
            self._record_reading(request, "look at result", str(result.entry), self.place_of(result), {})
        return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if may_see(request) and self.has_view_or_change_permission(request):
            asked = [
                f"{name}={value}"
                for name, value in request.GET.items()
                if self.secret_fields.isdisjoint(name.split("__"))
            ]
            self._record_reading(request, "look at list of results", "", Place(), {"asked for": asked})
        return super().changelist_view(request, extra_context)

    def _record_reading(
        self, request: HttpRequest, action: str, target: str, place: Place, details: dict[str, Any]
    ) -> None:
        with transaction.atomic():
            audit.record(
                action,
                by=actor(request),
                centre_number=place.centre_number,
                series=place.series,
                target=target,
                details=details,
            )

    @admin.display(ordering="entry__candidate__number")
    def candidate(self, result: Result) -> str:
        return str(result.entry.candidate)

    @admin.display(ordering="entry__candidate__centre__number")
    def centre(self, result: Result) -> str:
        return result.entry.candidate.centre.number

    @admin.display(ordering="entry__candidate__series")
    def series(self, result: Result) -> str:
        return str(result.entry.candidate.series)

    @admin.display(ordering="entry__syllabus__code")
    def syllabus(self, result: Result) -> str:
        return str(result.entry.syllabus)


def _tell(result: Result, what: str, *, at: datetime, cause: str = "") -> None:
    """The centre is told of it, where candidates could see the result."""
    record_changed_results([ChangedResult(result.entry_id, what)], at=at, cause=cause)


def _brings(entry: Entry, grade: str) -> bool:
    offered = {qualification.code: qualification.grades for qualification in entry.syllabus.qualifications.all()}
    offered[entry.qualification.code] = entry.qualification.grades
    return bool(awarded(qualification=entry.qualification.code, grade=grade, offered=offered, scales=offered))


def may_see(request: HttpRequest) -> bool:
    """Whether the user has the results permission."""
    return request.user.has_perm(PERMISSION)
