"""Candidate numbers in forms: ticked in a table, sent as texts."""

from typing import Any

from django import forms


class TickedRows(forms.CheckboxSelectMultiple):
    """Checkboxes that a table draws; an error about them leads to that table, which has the field's id."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_


class NumbersField(forms.Field):
    """Candidate numbers, as a list of texts; whether they exist is for the domain to say."""

    widget = TickedRows

    def to_python(self, value: Any) -> frozenset[str]:
        return frozenset(value or ())
