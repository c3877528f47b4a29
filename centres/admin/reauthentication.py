"""Pages of the admin on which staff change people's rights: they want fresh proof, and tell members what changed."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from centres.accounts.reauthentication import ask_for_proof, is_fresh
from centres.members.notifications import announce_joined, announce_removed, announce_role
from centres.models import Membership
from results_portal.admin_base.audited import AuditedAdmin, Place, Row, actor


class ProvenAdmin(AuditedAdmin):
    """Asks whoever may change something before the form opens, so that nothing typed is lost; looking is free."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        may_change = self.has_change_permission(request) if object_id else self.has_add_permission(request)
        if may_change and not is_fresh(request):
            return ask_for_proof(request, back_to=request.get_full_path())
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if self.has_delete_permission(request) and not is_fresh(request):
            return ask_for_proof(request, back_to=request.get_full_path())
        return super().delete_view(request, object_id, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Actions, deleting among them, arrive as POST."""
        if request.method == "POST" and not is_fresh(request):
            return ask_for_proof(request, back_to=request.get_full_path())
        return super().changelist_view(request, extra_context)

    def _record(self, request: HttpRequest, verb: str, obj: Model, details: dict[str, Row], place: Place) -> None:
        """Memberships, on their own page or on that of their user, are told to the person as well."""
        super()._record(request, verb, obj, details, place)
        if not isinstance(obj, Membership):
            return
        by, before = actor(request), details.get("before", {})
        if verb == "delete":
            announce_removed(obj, by=by)
        elif set(before) == {"role"}:
            announce_role(obj, earlier=before["role"], by=by)
        else:
            announce_joined(obj, by=by)
