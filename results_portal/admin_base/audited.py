"""The base of every page of the staff's admin: what staff change leaves audit entries, in the same transaction.

    @admin.register(Centre)
    class CentreAdmin(AuditedAdmin):
        secret_fields = frozenset({"grade"})            # their values are never written down

        def place_of(self, obj: Centre) -> Place:       # only where obj has no `centre` and `series` of its own
            return Place(centre_number=obj.number)

A subclass that hands a change to a domain function, which writes its own entry, overrides `save_model` without calling
this one; then nothing is written twice.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BinaryField, Field, ManyToManyField, Model, QuerySet
from django.http import HttpRequest, HttpResponse

from results_portal import audit
from results_portal.admin_base.filters import allowed_lookups
from results_portal.admin_base.input_guards import GuardedFields, GuardedPages
from results_portal.admin_base.large_lists import BoundedPaginator

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
    _TabularInline = admin.TabularInline[Any, Any]
else:
    _ModelAdmin = admin.ModelAdmin
    _TabularInline = admin.TabularInline

# Secrets wherever they turn up, even if a subclass forgets to name them.
ALWAYS_SECRET = frozenset({"password", "password_hash", "sealed_password", "secret", "token", "key"})
NOT_WRITTEN = "secret fields"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an audit entry belongs: a centre's number and a series' slug, empty where there is none."""

    centre_number: str = ""
    series: str = ""


class AuditedInline(GuardedFields, _TabularInline):
    """Rows of another model on the page of their parent. The parent's `AuditedAdmin` writes their audit entries."""

    extra = 0


class _StaffAdmin(GuardedPages, _ModelAdmin):
    paginator = BoundedPaginator

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Closed unless the page offers it, whatever Django would let through."""
        return lookup in allowed_lookups(self, request)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django answers otherwise where nothing has this key, which would tell anybody on the staff what there is."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)


class AuditedAdmin(_StaffAdmin):
    """Writes an entry for each object that staff add, change or delete: changed fields, before and after."""

    # Names of fields, of this model or its inlines, whose values never reach the audit trail or the admin's history.
    secret_fields: ClassVar[frozenset[str]] = frozenset()

    def place_of(self, obj: Any) -> Place:
        """Which centre and series an entry about `obj` names."""
        centre, series = getattr(obj, "centre", None), getattr(obj, "series", None)
        return Place(centre_number=centre.number if centre else "", series=series.slug if series else "")

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: Any) -> None:
        form.stored_before = stored(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        if hasattr(form, "stored_before"):
            self.record_change(request, form.instance, before=form.stored_before)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        # By identity: a deleted object has no key any more once the formset is saved.
        touched = [known.instance for known in formset.initial_forms if known.has_changed()]
        before = {id(obj): stored(obj) for obj in touched}
        # What was typed beside the tick that deletes a row says nothing about the row.
        rows = {id(obj): type(obj)._base_manager.filter(pk=obj.pk).first() for obj in touched}
        super().save_formset(request, form, formset, change)
        place = self.place_of(form.instance)
        for obj in [*formset.new_objects, *(changed for changed, _ in formset.changed_objects)]:
            self.record_change(request, obj, before=before.get(id(obj)), place=place)
        for obj in formset.deleted_objects:
            deleted = rows.get(id(obj)) or obj
            self._record(request, "delete", deleted, {"before": before.get(id(obj)) or {}}, place)

    def record_change(
        self, request: HttpRequest, obj: Model, *, before: Row | None, place: Place | None = None
    ) -> None:
        """Write what differs between `before` (as `stored` gave it; None: `obj` is new) and the database now."""
        after = stored(obj) or {}
        where = place or self.place_of(obj)
        if before is None:
            self._record(request, "add", obj, {"after": after}, where)
            return
        changed = [name for name in after if before.get(name) != after[name]]
        if changed:
            details = {"before": {name: before.get(name) for name in changed}, "after": {n: after[n] for n in changed}}
            self._record(request, "change", obj, details, where)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        with transaction.atomic():
            self._record(request, "delete", obj, {"before": stored(obj) or {}}, self.place_of(obj))
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with transaction.atomic():
            for obj in queryset:
                self._record(request, "delete", obj, {"before": stored(obj) or {}}, self.place_of(obj))
            super().delete_queryset(request, queryset)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """An action's change, its audit entries and the admin's own history happen together or not at all."""
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        with transaction.atomic():
            return super().changelist_view(request, extra_context)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: Any = False) -> Any:  # noqa: FBT002 - Django's signature
        """The admin's history names no fields when a secret one is among them: even which changed says something."""
        message = super().construct_change_message(request, form, formsets, add)
        if add or not self._hides(form.changed_data):
            return message
        return [{"changed": {"fields": [NOT_WRITTEN]}}, *message[1:]]

    def _hides(self, names: Iterable[str]) -> bool:
        return not (ALWAYS_SECRET | self.secret_fields).isdisjoint(names)

    def _record(self, request: HttpRequest, verb: str, obj: Model, details: dict[str, Row], place: Place) -> None:
        shown = {when: {name: v for name, v in row.items() if not self._hides([name])} for when, row in details.items()}
        secret = verb == "change" and any(self._hides(row) for row in details.values())
        audit.record(
            f"{verb} {obj._meta.verbose_name}",
            by=actor(request),
            target=str(obj)[:200],
            details={**shown, **({f"{NOT_WRITTEN} changed": True} if secret else {})},
            **asdict(place),
        )


class ReadOnlyAdmin(_StaffAdmin):
    """Staff look, and change nothing."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def actor(request: HttpRequest) -> audit.Actor:
    """The signed-in member of staff; raises `PermissionDenied` when nobody is signed in."""
    if not request.user.is_authenticated:
        raise PermissionDenied("nobody is signed in")
    return cast("audit.Actor", request.user)


def stored(obj: Model) -> Row | None:
    """The object's row as the database has it now, as plain values by field name; None when there is no such row.

    A related object is written as its text, a many-to-many field as the sorted texts, binary fields not at all.
    """
    if obj.pk is None:
        return None
    row = type(obj)._base_manager.filter(pk=obj.pk).first()
    if row is None:
        return None
    fields: list[Field[Any, Any]] = [*row._meta.concrete_fields, *row._meta.many_to_many]
    return {field.name: _plain(row, field) for field in fields if not isinstance(field, BinaryField)}


def _plain(row: Model, field: Field[Any, Any]) -> Any:
    value = getattr(row, field.name)
    if isinstance(field, ManyToManyField):
        return sorted(str(related) for related in value.all())
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)
