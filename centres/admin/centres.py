"""Associates, centres, and who acts for which of them, in the staff's admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from centres.admin.reauthentication import ProvenAdmin
from centres.models import Associate, Centre, Invitation, Membership
from results_portal.admin_base.audited import AuditedAdmin, Place, ReadOnlyAdmin


@admin.register(Associate)
class AssociateAdmin(AuditedAdmin):
    list_display = ("code", "name", "centres")
    search_fields = ("code", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Associate]:
        associates: QuerySet[Associate] = super().get_queryset(request)
        return associates.annotate(centre_count=Count("centres"))

    @admin.display(description="centres", ordering="centre_count")
    def centres(self, associate: Any) -> int:
        return int(associate.centre_count)


@admin.register(Centre)
class CentreAdmin(ProvenAdmin):
    """Attaching a centre opens it to all members of the Associate."""

    list_display = ("number", "name", "country", "time_zone", "associate", "results_service")
    list_filter = ("results_service", "country", "associate")
    list_select_related = ("associate",)
    search_fields = ("number", "name", "country", "associate__code")
    autocomplete_fields = ("associate",)

    def place_of(self, obj: Centre) -> Place:
        return Place(centre_number=obj.number)


@admin.register(Membership)
class MembershipAdmin(ProvenAdmin):
    list_display = ("user", "centre", "associate", "role")
    list_filter = ("role",)
    list_select_related = ("user", "centre", "associate")
    search_fields = ("user__email", "user__name", "centre__number", "centre__name", "associate__code")
    autocomplete_fields = ("user", "centre", "associate")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Whom a centre has asked to act for it. The link is nowhere: only a digest of it is kept."""

    list_display = ("email", "centre", "role", "invited_by", "invited_at", "expires_at", "accepted_at", "revoked_at")
    list_filter = ("role", "invited_at", "accepted_at", "revoked_at")
    list_select_related = ("centre", "invited_by")
    search_fields = ("email", "=centre__number", "centre__name", "invited_by__email")
    search_help_text = "An e-mail address, or a centre's number or name"
    ordering = ("-pk",)
