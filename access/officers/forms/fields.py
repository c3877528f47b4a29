"""The fields that name whom candidates can ask, for each form that has them. None is needed in itself."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from results_portal.forms.guarded import one_line

FEWEST_DIGITS = 6


def name() -> forms.CharField:
    return _line("Name", longest=100)


def telephone() -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "tel"})
    return _line("Telephone number", longest=40, validators=[telephone_number], widget=widget)


def email() -> forms.EmailField:
    return forms.EmailField(
        label="Email address",
        required=False,
        max_length=254,
        error_messages={
            "invalid": "Write the address like name@school.example.",
            "max_length": "Keep this to 254 characters.",
        },
    )


def telephone_number(text: str) -> None:
    """Raise `ValidationError` unless `text` looks like a telephone number."""
    if not re.fullmatch(r"[0-9+() ./-]*", text) or len(re.findall("[0-9]", text)) < FEWEST_DIGITS:
        raise ValidationError(
            "Write the number with at least six digits. Spaces, brackets, hyphens and + may stand between: "
            "+92 42 1234567."
        )


def _line(label: str, *, longest: int, **options: Any) -> forms.CharField:
    """An optional line of text, at most `longest` characters."""
    too_long = MaxLengthValidator(longest, f"Keep this to {longest} characters.")
    field = forms.CharField(label=label, required=False, **options)
    field.validators = [one_line, too_long, *field.validators]
    field.widget.attrs["maxlength"] = str(longest)
    return field
