"""Whom to send letters to by e-mail."""

from typing import Any

from django import forms
from django.http import QueryDict

from access.letters.email_queue import Addressee
from access.officers.forms.fields import NumbersField
from access.officers.forms.previewed import PreviewedForm, sent_again
from results_portal.forms.guarded import GuardedForm

ALL = "all"
GROUP = "group"
CHOSEN = "chosen"


class SendForm(PreviewedForm):
    """Everyone with an address, one teaching group, or the ticked candidates."""

    several = frozenset({"candidates"})

    whom = forms.ChoiceField(
        label="Whom to send to",
        choices=[(ALL, "Everyone"), (GROUP, "A teaching group"), (CHOSEN, "Ticked candidates")],
        error_messages={"required": "Choose whom to send to.", "invalid_choice": "Choose one of the three."},
    )
    group = forms.ChoiceField(
        label="Teaching group",
        required=False,
        error_messages={"invalid_choice": "Choose a teaching group from the list."},
    )
    candidates = NumbersField(label="Candidates", required=False)
    confirmed = forms.IntegerField(
        label="Confirmed", required=False, min_value=0, max_value=100_000, widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict | None = None, *, listed: list[Addressee]) -> None:
        super().__init__(data)
        self.listed = listed
        groups = sorted({a.group for a in listed if a.group})
        self.fields["group"].choices = [("", "Choose a group"), *((group, group) for group in groups)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("whom") == GROUP and not cleaned.get("group") and "group" not in self.errors:
            self.add_error("group", "Choose a teaching group.")
        if cleaned.get("whom") == CHOSEN and not cleaned.get("candidates"):
            self.add_error("candidates", "Tick at least one candidate.")
        return cleaned

    def sent_again(self, *, getting: int) -> list[tuple[str, str]]:
        """What was sent, for the page that shows who gets an e-mail; `getting` says how many were shown."""
        return [*sent_again(self, leave_out={"confirmed"}), ("confirmed", str(getting))]

    def numbers(self) -> set[str]:
        """The candidate numbers that a valid form means."""
        chosen = self.cleaned_data
        if chosen["whom"] == CHOSEN:
            return set(chosen["candidates"])
        return {a.number for a in self.listed if chosen["whom"] == ALL or a.group == chosen["group"]}


class AddressForm(GuardedForm):
    """Where a candidate's letter goes in place of the address that the board has."""

    address = forms.EmailField(
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter an email address.",
            "invalid": "Enter an email address, such as name@example.org.",
            "max_length": "This is longer than an email address can be.",
        },
    )


class AgainForm(GuardedForm):
    """Send once more what failed, and, if ticked, what may have arrived already."""

    perhaps_sent = forms.BooleanField(label="Also those that may have arrived already", required=False)
