"""Recoveries of lost second factors, for staff: one starts them at the user, another one approves them here."""

from collections.abc import Callable
from functools import partial

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from centres.accounts.reauthentication import ask_for_proof, is_fresh
from centres.accounts.recovery import APPROVE, START, CannotRecover, approve, cancel, start
from centres.models import RecoveryRequest, User
from centres.permissions.scoping import signed_in
from results_portal.admin_base.audited import ReadOnlyAdmin


@admin.register(RecoveryRequest)
class RecoveryAdmin(ReadOnlyAdmin):
    list_display = ("user", "state", "started_by", "started_at", "expires_at", "approved_by")
    list_select_related = ("user", "started_by", "approved_by")
    list_filter = ("started_at",)
    search_fields = ("user__email", "user__name", "started_by__email")
    date_hierarchy = "started_at"
    fields = (
        ("user", "state"),
        ("started_by", "started_at", "expires_at"),
        "confirmed_at",
        ("approved_by", "approved_at"),
        "cancelled_at",
    )
    actions = ("approve", "cancel")

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(APPROVE)

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(APPROVE) or request.user.has_perm(START)

    @admin.action(description="Approve: you spoke to the person and know them", permissions=["approve"])
    def approve(self, request: HttpRequest, queryset: QuerySet[RecoveryRequest]) -> HttpResponse | None:
        if not is_fresh(request):
            return ask_for_proof(request, back_to=request.get_full_path())
        for recovery in queryset.select_related("user"):
            approved = (
                f"The second step of {recovery.user.email} is removed. They set up a new one at the next sign-in."
            )
            _try(request, partial(approve, recovery=recovery, by=signed_in(request)), approved)
        return None

    @admin.action(description="Cancel: nothing is removed", permissions=["cancel"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[RecoveryRequest]) -> None:
        for recovery in queryset.select_related("user"):
            cancelled = f"The recovery of {recovery.user.email} is cancelled."
            _try(request, partial(cancel, recovery=recovery, by=signed_in(request)), cancelled)


def start_all(request: HttpRequest, users: QuerySet[User]) -> None:
    """What the action at the list of users does."""
    for user in users:
        started = f"We write to {user.email} to confirm it. After that somebody else than you has to approve it."
        _try(request, partial(start, user=user, by=signed_in(request)), started)


def _try(request: HttpRequest, deed: Callable[[], object], done: str) -> None:
    try:
        deed()
    except CannotRecover as why:
        messages.error(request, str(why))
    else:
        messages.success(request, done)
