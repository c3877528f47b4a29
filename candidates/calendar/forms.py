"""Whose clocks the calendar shows."""

from django import forms
from django.core.exceptions import ValidationError

from centres.models import Centre
from results_portal.forms.filter import FilterForm
from results_portal.forms.guarded import one_line


class CalendarForm(FilterForm):
    """One centre, or none."""

    centre = forms.CharField(
        label="On the clocks of a centre",
        required=False,
        max_length=20,
        validators=[one_line],
        help_text="A number, such as PK123. Shows what its candidates see, with exceptions.",
    )

    def clean_centre(self) -> Centre | None:
        number = self.cleaned_data["centre"].strip().upper()
        if not number:
            return None
        found = Centre.objects.filter(number=number).first()
        if found is None:
            raise ValidationError(f"There is no centre {number}.")
        return found

    @property
    def chosen(self) -> Centre | None:
        """The centre that was asked for; None without one, or where it isn't understood."""
        centre: Centre | None = self.cleaned_data.get("centre") if self.is_valid() else None
        return centre
