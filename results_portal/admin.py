"""The audit trail, for staff to read. Nothing here changes it."""

import json
from datetime import UTC
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from results_portal.admin_base.audited import ReadOnlyAdmin
from results_portal.admin_base.indexed_values import IndexedValuesFilter, values_in_index
from results_portal.admin_base.large_lists import LargeList
from results_portal.audit import reading
from results_portal.models import AuditEntry, AuditHead, AuditTally, CountedTry, Installation, MinuteFigure

CHAIN_FIELDS = ("position", "previous", "digest")


@admin.register(AuditEntry)
class AuditEntryAdmin(LargeList, ReadOnlyAdmin):
    list_display = ("when", "actor", "actor_kind", "action", "centre_number", "series", "target")
    list_filter = ("actor_kind", ("action", IndexedValuesFilter), ("series", IndexedValuesFilter), "at")
    search_fields = ("actor", "=centre_number", "target", "=address")
    search_help_text = "Who, what they did, the number of the centre, whom or what it was about, or from which address"
    ordering = ("-pk",)
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

    def shown_values(self, request: HttpRequest, field: str, values: list[str]) -> list[str]:
        """What a filter offers: no action that isn't listed either."""
        if field != "action" or request.user.has_perm(reading.PERMISSION):
            return values
        return [value for value in values if not reading.is_about_results(value)]

    def further_conditions(self, word: str) -> list[Q]:
        """A word of an action finds all that have it: there are some dozens of actions."""
        actions = values_in_index(AuditEntry, "action")
        return [Q(action__in=[action for action in actions if word.lower() in action.lower()])]

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


@admin.register(Installation)
class InstallationAdmin(ReadOnlyAdmin):
    """Which installation this is: its mark in the database, which the letters' storage has too."""

    list_display = ("identity", "epoch", "since")
    search_fields = ("=identity",)
    fields = ("identity", "epoch", "since", "place")


@admin.register(CountedTry)
class CountedTryAdmin(ReadOnlyAdmin):
    """Digests of what was tried, never the username, code or address itself."""

    list_display = ("key", "at")
    list_filter = ("at",)
    search_fields = ("=key",)
    ordering = ("-at",)


@admin.register(MinuteFigure)
class MinuteFigureAdmin(LargeList, ReadOnlyAdmin):
    """What the page *Results day* draws, minute by minute for a week."""

    list_display = ("at", "site", "name", "amount")
    list_filter = ("site", "name", "minute")
    search_fields = ("=name",)
    ordering = ("-minute", "site", "name")
    fields = ("at", "site", "name", "amount")

    @admin.display(description="minute (UTC)", ordering="minute")
    def at(self, row: MinuteFigure) -> str:
        return f"{row.minute.astimezone(UTC):%Y-%m-%d %H:%M}"
