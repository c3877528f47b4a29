"""What no page of the staff's admin sends, and what comes of it all the same: a refusal, where Django would break down.

Keys, filters and searches of the admin reach the database as they arrived; a key that is no number, a year of forty
digits or a NUL then ends in a fault of the server. Forms get an ordinary error of their field instead, lists and
actions an answer that says that this can't be read.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import SOURCE_MODEL_VAR, IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import BadRequest, ValidationError
from django.db import DataError, models, transaction
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    _Base = Any
else:
    _Base = object

# Nothing that staff look for is longer; SQLite gives up at some fifty times as much.
LONGEST = 1_000
KEYS = range(-(2**63), 2**63)


def is_key(field: models.Field[Any, Any], text: object) -> bool:
    """Whether a row could have this key, on every database."""
    try:
        key = field.to_python(text)
    except ValidationError:
        return False
    return key in KEYS if isinstance(key, int) else "\x00" not in str(key)


class _OneKey(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Takes a key that can't be for one that isn't there, and doesn't look it up to show it again."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data if self._possible(data) else ""

    def clean(self, value: Any) -> Any:
        if value not in self.empty_values and not self._possible(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return super().clean(value)

    def _possible(self, key: Any) -> bool:
        return key in self.empty_values or is_key(_key_of(self), key)


class _SeveralKeys(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The same for several keys."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return [key for key in data or [] if is_key(_key_of(self), key)]

    def clean(self, value: Any) -> Any:
        for key in value or []:
            if not is_key(_key_of(self), key):
                message = self.error_messages["invalid_pk_value"]
                raise ValidationError(message, code="invalid_pk_value", params={"pk": key})
        return super().clean(value)


def _key_of(field: Any) -> models.Field[Any, Any]:
    meta = field.queryset.model._meta
    key: models.Field[Any, Any] = meta.get_field(field.to_field_name) if field.to_field_name else meta.pk
    return key


class GuardedFields(_Base):
    """Mixed into pages of the admin and their inlines: fields that name other rows take only what can be a key."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(db_field, request, **{"form_class": _OneKey, **kwargs})

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **{"form_class": _SeveralKeys, **kwargs})


class GuardedPages(GuardedFields):
    """Mixed into pages of the admin: lists, actions and windows that fill in another form."""

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Filters that make no sense are left out, as Django does with those that it notices itself."""
        for name, texts in request.GET.lists():
            # The search says itself that it takes no NUL.
            if any(len(text) > LONGEST or ("\x00" in text and name != SEARCH_VAR) for text in texts):
                raise IncorrectLookupParameters("a filter that no database can be asked for")
        try:
            with transaction.atomic():
                return super().get_changelist_instance(request)
        except (OverflowError, DataError) as why:
            raise IncorrectLookupParameters("a filter with a number that is too large") from why

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not all(is_key(self.opts.pk, key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("an action names a row that can't be there")
        response: HttpResponse = super().changelist_view(request, extra_context)
        return response

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if "." not in request.POST.get(SOURCE_MODEL_VAR, "."):
            raise BadRequest("a window that no page opens")
        response: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        return response
