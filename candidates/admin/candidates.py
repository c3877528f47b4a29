"""Candidates and their entries, for staff to look up. Who somebody is, and where, changes where it is shown first."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from candidates.embargo.releases import opens_earlier
from candidates.history.record import record_staff_candidate, stored_values
from candidates.identity import people_beside, replace_people
from candidates.identity.rehearsed import NamedPerson, on_the_other_side
from candidates.models import Candidate, Entry
from centres.admin.reauthentication import ProvenAdmin
from results_portal.admin_base.audited import AuditedInline, Place, actor
from results_portal.admin_base.large_lists import LargeList
from results_portal.admin_base.links import links

WOULD_OPEN = "The results of this qualification are released earlier. Move the release instead, where that is shown."
ANOTHER_PERSON = (
    "Candidate {number} is another person now: the password and the letter of the person before no longer work. "
    "Check that entries and results are those of the person who is there now."
)
# Who a candidate is, and where: what access and letters hang on.
WHO_AND_WHERE = ("series", "centre", "family_name", "given_names", "date_of_birth", "candidate_uid", "withdrawn")
WHO = ("series", "centre", "number", "given_names", "family_name", "candidate_uid")
RENAME = ("rename", "Rename")
# By whether the candidate is withdrawn: names of pages and what leads there.
CANDIDATE_CHANGES = {
    False: (RENAME, ("move", "Move to another centre"), ("withdraw", "Withdraw")),
    True: (RENAME, ("take_back", "Take back the withdrawal")),
}
IN_BOTH = "This candidate stands in a rehearsal and would stand in a real series as well. Nobody can be in both."


class EntryInline(AuditedInline):
    """A candidate's entries, to be seen; they change on their own page."""

    model = Entry
    fields = ("syllabus", "qualification", "option_code")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return super().get_queryset(request).select_related("candidate", "syllabus", "qualification")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CandidateForm(forms.ModelForm[Candidate]):
    """Nobody real is rehearsed with, and nobody made up gets into a real series."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        known = self.instance if self.instance.pk else None
        # What is only shown to be read isn't sent along.
        said = {name: cleaned.get(name) or getattr(known, name, None) for name in WHO}
        if not (said["series"] and said["centre"] and said["number"]):
            return cleaned
        person = NamedPerson(
            key=0,
            centre_number=said["centre"].number,
            number=said["number"],
            name=f"{said['given_names'] or ''} {said['family_name'] or ''}",
            candidate_uid=said["candidate_uid"] or "",
        )
        if on_the_other_side([person], is_rehearsal=said["series"].is_rehearsal):
            self.add_error("number", IN_BOTH)
        return cleaned


@admin.register(Candidate)
class CandidateAdmin(LargeList, ProvenAdmin):
    form = CandidateForm
    list_display = ("number", "family_name", "given_names", "centre", "series", "teaching_group", "withdrawn")
    list_display_links = ("number", "family_name")
    list_filter = ("series", "withdrawn", "centre__country")
    list_select_related = ("centre", "series")
    search_fields = ("=number", "=candidate_uid", "family_name", "given_names", "=centre__number", "email")
    search_help_text = "Number, identifier, name or e-mail address of the candidate, or number of the centre"
    autocomplete_fields = ("series", "centre")
    inlines = (EntryInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whatever has consequences for access and letters changes where they are shown first."""
        if obj is None:
            return ()
        return (*WHO_AND_WHERE, "to_change")

    @admin.display(description="to change these")
    def to_change(self, candidate: Candidate) -> str:
        ways = CANDIDATE_CHANGES[candidate.withdrawn]
        return links([(label, reverse(f"board_changes:{name}", args=[candidate.pk])) for name, label in ways])

    def save_model(self, request: HttpRequest, obj: Candidate, form: Any, change: Any) -> None:  # type: ignore[override]
        before, people = stored_values(obj), people_beside(obj)
        super().save_model(request, obj, form, change)
        record_staff_candidate(obj, before=before, by=actor(request).email)
        if replace_people(people, by=actor(request)):
            messages.warning(request, ANOTHER_PERSON.format(number=obj.number))


class EntryForm(forms.ModelForm[Entry]):
    def clean(self) -> dict[str, Any] | None:
        """The syllabus leads to the qualification, and another qualification doesn't open the result earlier."""
        cleaned = super().clean() or {}
        syllabus, qualification = cleaned.get("syllabus"), cleaned.get("qualification")
        if not (syllabus and qualification):
            return cleaned
        if not syllabus.leads_to.filter(qualification=qualification).exists():
            self.add_error("qualification", f"{syllabus} doesn't lead to {qualification}.")
        elif self.instance.pk and opens_earlier(self.instance.pk, qualification=qualification):
            self.add_error("qualification", WOULD_OPEN)
        return cleaned


@admin.register(Entry)
class EntryAdmin(LargeList, ProvenAdmin):
    form = EntryForm
    list_display = ("candidate", "centre", "series", "syllabus", "qualification", "option_code")
    list_filter = ("candidate__series", "qualification")
    list_select_related = ("candidate__centre", "candidate__series", "syllabus", "qualification")
    search_fields = ("=candidate__number", "candidate__family_name", "=candidate__centre__number", "=syllabus__code")
    search_help_text = "Number or family name of the candidate, number of the centre, or code of the syllabus"
    raw_id_fields = ("candidate",)
    autocomplete_fields = ("syllabus", "qualification")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An entry with its result stays with its candidate: another one may be at a centre that opens earlier."""
        if obj is None:
            return ()
        return ("candidate",)

    def place_of(self, obj: Entry) -> Place:
        return super().place_of(obj.candidate)

    @admin.display(ordering="candidate__centre__number")
    def centre(self, entry: Entry) -> str:
        return entry.candidate.centre.number

    @admin.display(ordering="candidate__series")
    def series(self, entry: Entry) -> str:
        return str(entry.candidate.series)
