"""Holds, stops and changes that need two people, for staff to look up. They are made at the release desk."""

from django.contrib import admin

from candidates.models import ChangeLine, ChangeRequest, Hold, ResultChange
from results_portal.admin_base.audited import ReadOnlyAdmin


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    list_display = ("scope", "kind", "series", "made_by", "made_at", "ended_by", "ended_at")
    list_filter = ("kind", "series")
    list_select_related = ("series", "qualification", "syllabus", "centre", "candidate__centre", "made_by", "ended_by")
    search_fields = ("=centre__number", "=syllabus__code", "=candidate__number", "made_by__email")
    search_help_text = "Number of the centre or the candidate, code of the syllabus, or who placed it"


@admin.register(ChangeRequest)
class ChangeRequestAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "state", "asked_by", "asked_at", "decided_by", "decided_at")
    list_filter = ("kind", "state", "series")
    list_select_related = ("series", "asked_by", "decided_by")
    search_fields = ("target", "asked_by__email", "decided_by__email")


@admin.register(ResultChange)
class ResultChangeAdmin(ReadOnlyAdmin):
    """Changes of results after their release, and whether the centres were told."""

    list_display = ("__str__", "at", "load", "hold", "ends_hold", "cause", "told_at")
    list_filter = ("series", "cause")
    list_select_related = ("series", "load", "hold__series", "hold__qualification", "hold__syllabus", "hold__centre")
    search_fields = ("series__name",)
    show_full_result_count = False


@admin.register(ChangeLine)
class ChangeLineAdmin(ReadOnlyAdmin):
    """What each centre's officers read of a change."""

    list_display = ("change", "centre", "what", "qualification", "syllabus", "candidate", "candidates")
    list_filter = ("what", "change__series")
    list_select_related = ("change__series", "centre", "qualification", "syllabus", "candidate")
    search_fields = ("=centre__number", "=syllabus__code", "=candidate__number")
    show_full_result_count = False
