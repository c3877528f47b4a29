"""Whom to send letters to by e-mail."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from access.letters.email_queue import Addressee
from access.officers.forms.fields import NumbersField
from access.officers.forms.pasted_numbers import NAMED, NumberList, PastedNumbers
from access.officers.forms.previewed import PreviewedForm, sent_again
from access.text import in_ranges
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
    by_number = PastedNumbers(
        label="Candidates by number",
        help_text="Paste a list, or a column of a spreadsheet: 0042, 51-60. They are added to those whom you tick.",
    )
    confirmed = forms.IntegerField(
        label="Confirmed", required=False, min_value=0, max_value=100_000, widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict | None = None, *, listed: list[Addressee]) -> None:
        super().__init__(data)
        self.listed = listed
        groups = sorted({a.group for a in listed if a.group})
        self.fields["group"].choices = [("", "Choose a group"), *((group, group) for group in groups)]  # type: ignore[attr-defined]

    def clean_by_number(self) -> NumberList:
        """Refuse numbers that were named one by one and that nobody with a letter has."""
        numbers: NumberList = self.cleaned_data["by_number"]
        unknown = numbers.unknown({a.number for a in self.listed})
        if unknown:
            named = ", ".join(unknown[:NAMED])
            raise forms.ValidationError(f"No candidate with a letter has this number: {named}.")
        return numbers

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("whom") == GROUP and not cleaned.get("group") and "group" not in self.errors:
            self.add_error("group", "Choose a teaching group.")
        if cleaned.get("whom") == CHOSEN and "by_number" not in self.errors and not self.ticked():
            self.add_error("candidates", "Tick at least one candidate, or name one by number.")
        return cleaned

    def sent_again(self, *, getting: int) -> list[tuple[str, str]]:
        """What was sent, for the page that shows who gets an e-mail; `getting` says how many were shown."""
        kept = sent_again(self, leave_out={"candidates", "by_number", "confirmed"})
        return [*kept, ("by_number", in_ranges(self.ticked())), ("confirmed", str(getting))]

    def ticked(self) -> set[str]:
        """Everyone who was ticked or named by number, as far as that can be read."""
        cleaned = getattr(self, "cleaned_data", {})
        numbers: NumberList = cleaned.get("by_number") or NumberList()
        return self.sent("candidates") | numbers.named | (numbers.ranged & {a.number for a in self.listed})

    def keep_in_text(self, numbers: set[str]) -> None:
        """Have the page name these candidates by number, since the list that it shows doesn't have them."""
        if self.is_bound and "by_number" not in self.errors:
            data = cast("QueryDict", self.data).copy()
            data["by_number"] = in_ranges(number for number in numbers if number.isdecimal())
            self.data = data

    def numbers(self) -> set[str]:
        """The candidate numbers that a valid form means."""
        chosen = self.cleaned_data
        if chosen["whom"] == CHOSEN:
            return self.ticked()
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
