"""The audit trail, for staff to read. Nothing here changes it."""

import json
from datetime import UTC
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from results_portal.admin_base.audited import ReadOnlyAdmin
from results_portal.audit import reading
from results_portal.models import AuditEntry, AuditHead, AuditTally, CountedTry

CHAIN_FIELDS = ("position", "previous", "digest")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("when", "actor", "actor_kind", "action", "centre_number", "series", "target")
    list_filter = ("actor_kind", "action", "series")
    search_fields = ("actor", "action", "=centre_number", "target", "=address")
    search_help_text = "Who, what they did, the number of the centre, whom or what it was about, or from which address"
    date_hierarchy = "at"
    ordering = ("-pk",)
    show_full_result_count = False
    fields = (
        "when",
        ("actor", "actor_kind", "address"),
        "action",
        ("centre_number", "series", "target"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Who may not look at results doesn't learn that one was looked at, changed or held either."""
        entries: QuerySet[AuditEntry] = super().get_queryset(request)
        if request.user.has_perm(reading.PERMISSION):
            return entries
        return entries.exclude(reading.about_results())

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """Positions and digests would show where an entry is left out."""
        if request.user.has_perm(reading.PERMISSION):
            return (*self.fields, "details_in_full", CHAIN_FIELDS)
        return (*self.fields, "details_without_results")

    @admin.display(description="at (UTC)", ordering="at")
    def when(self, entry: AuditEntry) -> str:
        return f"{entry.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"

    @admin.display(description="details")
    def details_in_full(self, entry: AuditEntry) -> SafeString:
        return _shown(entry.details)

    @admin.display(description="details")
    def details_without_results(self, entry: AuditEntry) -> SafeString:
        return _shown(reading.without_results(entry.details))


def _shown(details: Any) -> SafeString:
    return format_html("<pre>{}</pre>", json.dumps(details, ensure_ascii=False, indent=2))


@admin.register(AuditHead)
class AuditHeadAdmin(ReadOnlyAdmin):
    """Where each chain of the trail ends."""

    list_display = ("__str__", "length", "digest")
    search_fields = ("=chain",)
    fields = ("chain", "length", "digest")


@admin.register(AuditTally)
class AuditTallyAdmin(ReadOnlyAdmin):
    """Refusals and strangers' tries that are counted now, and become one entry within the hour."""

    list_display = ("actor", "action", "centre_number", "since", "entries", "counted")
    list_filter = ("action", "actor_kind")
    search_fields = ("actor", "=centre_number")
    fields = (("actor", "actor_kind"), "action", "centre_number", "since", ("entries", "counted"), "about")


@admin.register(CountedTry)
class CountedTryAdmin(ReadOnlyAdmin):
    """Digests of what was tried, never the username, code or address itself."""

    list_display = ("key", "at")
    list_filter = ("at",)
    search_fields = ("=key",)
    ordering = ("-at",)
