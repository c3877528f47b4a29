"""Users and groups in the staff's admin: officers, the board's staff, and the rights of both."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import (
    AdminUserCreationForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from centres.accounts.recovery import START
from centres.admin.reauthentication import ProvenAdmin
from centres.admin.recovery import start_all
from centres.models import Membership, User
from centres.permissions.staff_roles import StaffRole, may_give, permissions_held
from results_portal import audit
from results_portal.admin_base.audited import AuditedInline, actor, stored

APPOINT = "centres.appoint_staff"
SUPERUSERS_GIVE = ("is_superuser", "user_permissions")
RIGHTS = (*SUPERUSERS_GIVE, "is_staff", "groups")


class SetPasswordLink(ReadOnlyPasswordHashWidget):
    """Leads to the page that sets a password. Shows nothing of the hash, not even how it was made."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return format_html('<a class="button" href="../password/">{}</a>', "Set a new password")


class NewUserForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """A new account, known by its e-mail address; without a password its owner chooses one by e-mail."""

    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        return User.objects.normalize_email(self.cleaned_data["email"])


class UserForm(UserChangeForm):  # type: ignore[type-arg]
    password = ReadOnlyPasswordHashField(label="Password", widget=SetPasswordLink)
    asked_by: User

    class Meta:
        model = User
        fields = "__all__"

    def clean_email(self) -> str:
        return User.objects.normalize_email(self.cleaned_data["email"])

    def clean_groups(self) -> QuerySet[Group]:
        """Nobody gives a role with more permissions than they have; taking one away is free."""
        groups: QuerySet[Group] = self.cleaned_data["groups"]
        had = set(self.instance.groups.all())
        beyond = [group.name for group in groups if group not in had and not may_give(self.asked_by, group)]
        if beyond:
            raise ValidationError(f"You can't give what you don't have yourself: {', '.join(beyond)}.")
        return groups


class MembershipInline(AuditedInline):
    model = Membership
    autocomplete_fields: ClassVar[list[str]] = ["centre", "associate"]


@admin.register(User)
class OfficerAdmin(ProvenAdmin, UserAdmin):  # type: ignore[type-arg]
    """Officers and staff. Passwords are set on a page of their own, and no hash is ever shown."""

    form = UserForm
    add_form = NewUserForm
    list_display = ("email", "name", "is_active", "is_staff", "acts_for", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "memberships__role", "groups")
    search_fields = ("email", "name", "memberships__centre__number", "memberships__associate__code")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ("groups", "user_permissions")
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
    actions = ("start_recovery", "close_accounts")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.asked_by = request.user
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Whoever may edit users could otherwise promote themselves."""
        if request.user.is_superuser:
            return self.readonly_fields
        kept = SUPERUSERS_GIVE if request.user.has_perm(APPOINT) else RIGHTS
        return (*self.readonly_fields, *kept)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A password or an address opens everything that its owner may do."""
        return super().has_change_permission(request, obj) and self._in_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._in_reach(request, obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Django's page, and an audit entry when it set a password."""
        with transaction.atomic():
            user = self.get_object(request, unquote(id))
            before = user.password if user else ""
            response = super().user_change_password(request, id, form_url)
            if user and User.objects.values_list("password", flat=True).get(pk=user.pk) != before:
                audit.record("set a user's password", by=actor(request), target=user.email)
            return response

    def has_start_recovery_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(START)

    @admin.action(description="Start recovery (phone or key of the second step lost)", permissions=["start_recovery"])
    def start_recovery(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        start_all(request, queryset)

    def has_appoint_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(APPOINT)

    @admin.action(description="Close accounts: no signing in any more", permissions=["appoint"])
    def close_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Stopping takes one: also those are closed whose rights go beyond one's own, but no superuser's."""
        others = queryset.filter(is_active=True).exclude(email=actor(request).email)
        for user in others if request.user.is_superuser else others.exclude(is_superuser=True):
            before = stored(user)
            user.is_active = False
            user.save(update_fields=["is_active"])
            self.record_change(request, user, before=before)
            self.log_change(request, user, "Closed the account.")
            messages.success(request, f"The account of {user.email} is closed.")

    def _in_reach(self, request: HttpRequest, obj: User | None) -> bool:
        """Officers are; staff for those who appoint them and have all their rights, but not themselves.

        Whoever sets somebody's password or address can come in as them. Superusers are in reach of superusers alone.
        """
        if obj is None or request.user.is_superuser:
            return True
        if obj.is_superuser or obj.pk == request.user.pk:
            return False
        if obj.is_staff and not request.user.has_perm(APPOINT):
            return False
        return permissions_held(obj) <= request.user.get_all_permissions()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("memberships__centre", "memberships__associate")

    @admin.display(description="acts for")
    def acts_for(self, user: User) -> str:
        return ", ".join(str(membership.centre or membership.associate) for membership in user.memberships.all())


class AuditedGroupAdmin(ProvenAdmin, GroupAdmin):
    """Groups of permissions for staff. Those of `StaffRole` stay as they are, the others are for superusers to make."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser and not (obj and obj.name in list(StaffRole))

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return self.has_change_permission(request, obj)


admin.site.unregister(Group)
admin.site.register(Group, AuditedGroupAdmin)
