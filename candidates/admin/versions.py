"""Loads and versions in the staff's admin: to be read, never changed. Grades are shown with the results permission."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from candidates.admin.results import GRADE_FIELDS, may_see
from candidates.models import CandidateVersion, Load, LoadedRelease, LoadJob, ResultVersion
from results_portal import audit
from results_portal.admin_base.audited import ReadOnlyAdmin, actor
from results_portal.admin_base.large_lists import LargeList

VERSION_FIELDS = ("number", "source", "load", "by", "at", "reason")


@admin.register(Load)
class LoadAdmin(ReadOnlyAdmin):
    list_display = ("source", "at", "by", "number", "made_at")
    list_filter = ("series",)
    search_fields = ("source", "by", "=number")


@admin.register(LoadJob)
class LoadJobAdmin(ReadOnlyAdmin):
    """What happened to files, not what they say: that is on the pages of loads, for the results team alone."""

    list_display = ("name", "state", "sent_by", "sent_at", "confirmed_by", "ended_at")
    list_filter = ("state",)
    list_select_related = ("sent_by", "confirmed_by")
    search_fields = ("name", "sent_by__email", "confirmed_by__email")
    fields = (
        "name",
        "state",
        "sent_by",
        "sent_at",
        "confirmed_by",
        "confirmed_at",
        "reason",
        "cause",
        "ended_at",
        "fault",
        "load",
    )


@admin.register(LoadedRelease)
class LoadedReleaseAdmin(ReadOnlyAdmin):
    list_display = ("series", "qualification", "releases_at")
    list_filter = ("series", "qualification")
    list_select_related = ("series", "qualification")
    search_fields = ("series__name", "qualification__code")


@admin.register(ResultVersion)
class ResultVersionAdmin(LargeList, ReadOnlyAdmin):
    """Without the results permission the columns of the grade don't leave the database."""

    list_display = ("entry", "number", "source", "by", "at")
    list_filter = ("source", "entry__candidate__series")
    list_select_related = ("entry__candidate", "entry__syllabus", "load")
    search_fields = ("=entry__candidate__number", "=entry__candidate__centre__number", "=entry__syllabus__code")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ResultVersion]:
        versions: QuerySet[ResultVersion] = super().get_queryset(request)
        if may_see(request):
            return versions
        return versions.defer(*GRADE_FIELDS)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        if not may_see(request) and not set(lookup.split("__")).isdisjoint(GRADE_FIELDS):
            return False
        return super().lookup_allowed(lookup, value, request)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Whoever sees what a result said is recorded, as for the result itself."""
        version = None
        if object_id:
            version = self.get_object(request, unquote(object_id))
        if version and may_see(request) and self.has_view_permission(request, version):
            candidate = version.entry.candidate
            with transaction.atomic():
                audit.record(
                    "look at result",
                    by=actor(request),
                    centre_number=candidate.centre.number,
                    series=candidate.series.slug,
                    target=str(version.entry),
                )
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if may_see(request):
            return ("entry", *GRADE_FIELDS, "withdrawn", "cause", *VERSION_FIELDS)
        return ("entry", "withdrawn", "cause", *VERSION_FIELDS)


@admin.register(CandidateVersion)
class CandidateVersionAdmin(LargeList, ReadOnlyAdmin):
    list_display = ("candidate", "number", "family_name", "given_names", "source", "by", "at")
    list_filter = ("source", "candidate__series")
    list_select_related = ("candidate", "load")
    search_fields = ("=candidate__number", "=candidate__centre__number", "family_name", "given_names")
