"""Associates, centres, and who acts for which of them, in the staff's admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from centres.admin.reauthentication import ProvenAdmin
from centres.members.change import remove_outdated
from centres.models import Associate, Centre, Invitation, Membership, User
from results_portal.admin_base.audited import Place, ReadOnlyAdmin, actor
from results_portal.admin_base.links import links

# Names of pages and what leads there.
RENAME = (("rename_centre", "Rename"), ("country", "Change the country"))
# By whether the centre is closed.
CHANGES = {
    False: (*RENAME, ("merge", "Merge into another centre"), ("close", "Close")),
    True: (*RENAME, ("open_again", "Open again")),
}


@admin.register(Associate)
class AssociateAdmin(ProvenAdmin):
    list_display = ("code", "name", "centres")
    ordering = ("code",)
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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whatever has consequences for access, letters and openings changes where they are shown first."""
        if obj is None:
            return ()
        return ("number", "name", "country", "to_change", "closed_at", "merged_into")

    @admin.display(description="to change these")
    def to_change(self, centre: Centre) -> str:
        ways = CHANGES[centre.closed_at is not None]
        return links([(label, reverse(f"board_changes:{name}", args=[centre.number])) for name, label in ways])

    def place_of(self, obj: Centre) -> Place:
        return Place(centre_number=obj.number)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """What an Associate's head gave others at the centre ends with the attachment."""
        super().save_related(request, form, formsets, change)
        if "associate" in form.changed_data:
            remove_outdated(by=actor(request))


class MembershipForm(forms.ModelForm[Membership]):
    """Staff let others act for a centre, not themselves."""

    asked_by: User

    def clean_user(self) -> User:
        user: User = self.cleaned_data["user"]
        if user == self.asked_by and not self.asked_by.is_superuser:
            raise forms.ValidationError("You can't make yourself a member. Ask another administrator.")
        return user


@admin.register(Membership)
class MembershipAdmin(ProvenAdmin):
    list_display = ("user", "centre", "associate", "role")
    list_filter = ("role",)
    list_select_related = ("user", "centre", "associate")
    search_fields = ("user__email", "user__name", "centre__number", "centre__name", "associate__code")
    autocomplete_fields = ("user", "centre", "associate")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        form: Any = super().get_form(request, obj, change, **{"form": MembershipForm, **kwargs})
        form.asked_by = request.user
        return form

    def has_change_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        return super().has_change_permission(request, obj) and not is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_own(request, obj)


def is_own(request: HttpRequest, membership: Membership | None) -> bool:
    """Whether staff, but for superusers, look at a membership of their own: nobody opens a centre to themselves."""
    return membership is not None and membership.user_id == request.user.pk and not request.user.is_superuser


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Whom a centre has asked to act for it. The link is nowhere: only a digest of it is kept."""

    list_display = ("email", "centre", "role", "invited_by", "invited_at", "expires_at", "accepted_at", "revoked_at")
    list_filter = ("role", "invited_at", "accepted_at", "revoked_at")
    list_select_related = ("centre", "invited_by")
    search_fields = ("email", "=centre__number", "centre__name", "invited_by__email")
    search_help_text = "An e-mail address, or a centre's number or name"
    ordering = ("-pk",)
