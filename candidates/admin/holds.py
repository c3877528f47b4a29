"""Holds, stops and changes that need two people, for staff to look up. They are made at the release desk."""

from django.contrib import admin

from candidates.models import ChangeRequest, Hold
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
