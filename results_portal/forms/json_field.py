"""A field that takes JSON from anybody: what can't be read is an error of the field like any other."""

import json
from typing import Any

from django import forms
from django.forms.fields import InvalidJSONInput

# A number of too many digits, lists nested too deeply, half of a character.
UNREADABLE = (ValueError, RecursionError)


class CarefulJSONField(forms.JSONField):
    """Django's own breaks down over some texts: when it reads them, or when it writes them into the form once more."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except UNREADABLE as why:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from why

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed; as it stands where it can't be read and written again."""
        try:
            shown = super().bound_data(data, initial)
            json.dumps(shown, ensure_ascii=False).encode()
        except UNREADABLE:
            return InvalidJSONInput(data)
        return shown
