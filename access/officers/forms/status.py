"""The form of *Edit status*."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from access.granting.access_status import missing
from access.models import AccessSettings, Status
from access.officers.forms.fields import ContactForm, NumbersField, VersionField
from access.officers.forms.pasted_numbers import NAMED, NumberList, PastedNumbers
from access.officers.forms.previewed import PreviewedForm, sent_again
from access.officers.queries.candidate_rows import CandidateRow
from access.text import in_ranges
from candidates.contact import CONTACT_FIELDS
from results_portal.codes.pattern import ANY_CODE


class StatusForm(PreviewedForm, ContactForm):
    """Who has access, whom candidates can ask, and, for *Selected candidates*, who is ticked."""

    several = frozenset({"candidates"})
    field_order = ("status", "candidates", "numbers", "deals_with_queries")
    # Set when somebody else was faster: the settings as they are now.
    current: AccessSettings | None = None

    status = forms.ChoiceField(
        label="Who has access",
        choices=Status.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who has access.",
            "invalid_choice": "Choose one of the three: No candidates, All candidates or Selected candidates.",
        },
    )
    candidates = NumbersField(label="Candidates", required=False)
    numbers = PastedNumbers(
        label="Candidates by number",
        help_text="Paste a list, or a column of a spreadsheet: 0042, 51-60. They are added to those whom you tick.",
    )
    deals_with_queries = forms.BooleanField(
        label="We will deal with queries from our candidates",
        required=False,
        help_text="About this service and about their results. The board does not communicate with candidates.",
    )
    version = VersionField(reopen="Open Edit status again and confirm from there.")

    def __init__(self, data: QueryDict | None = None, *, rows: list[CandidateRow], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.rows = rows

    def clean_numbers(self) -> NumberList:
        """Refuse numbers that were named one by one and that no candidate has."""
        numbers: NumberList = self.cleaned_data["numbers"]
        unknown = numbers.unknown({row.number for row in self.rows})
        if unknown:
            named = ", ".join(unknown[:NAMED])
            raise forms.ValidationError(f"No candidate of your centre has this number: {named}.")
        return numbers

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "status" in cleaned:
            deals = bool(cleaned.get("deals_with_queries"))
            for lack in missing(status=cleaned["status"], deals_with_queries=deals, contact=self.contact()):
                if lack.field not in self.errors:
                    self.add_error(lack.field, str(lack))
        return cleaned

    @classmethod
    def for_settings(
        cls, settings: AccessSettings, *, rows: list[CandidateRow], earlier: AccessSettings | None
    ) -> "StatusForm":
        """The form as it is first shown: what holds now, or the contact of an `earlier` series where there is none."""
        names = ("status", "deals_with_queries", *CONTACT_FIELDS, "version")
        initial = {name: getattr(settings, name) for name in names}
        if earlier is not None:
            initial |= earlier.contact.as_fields()
        return cls(rows=rows, initial=initial)

    def selection(self) -> frozenset[str]:
        """Everyone who is ticked or named by number in a valid form."""
        ticked: frozenset[str] = self.cleaned_data["candidates"]
        return ticked | self._by_number()

    def ticked(self) -> set[str]:
        """Everyone who was ticked or named by number, as far as that can be read."""
        return self.sent("candidates") | self._by_number()

    def _by_number(self) -> frozenset[str]:
        """Whom the text names; of ranges, those who may have access."""
        numbers: NumberList = self.cleaned_data.get("numbers") or NumberList()
        eligible = {row.number for row in self.rows if row.can_be_selected}
        return numbers.named | (numbers.ranged & eligible)

    def keep_in_text(self, numbers: set[str]) -> None:
        """Have the page name these candidates by number, since the list that it shows doesn't have them."""
        if "numbers" in self.errors:
            return
        if not self.is_bound:
            self.initial["numbers"] = in_ranges(numbers)
            return
        data = cast("QueryDict", self.data).copy()
        data["numbers"] = in_ranges(number for number in numbers if ANY_CODE.fullmatch(number))
        self.data = data

    def sent_again(self, *, version: int) -> list[tuple[str, str]]:
        """What a valid form was sent, for the page that shows what will change; of very many, numbers are shorter."""
        kept = sent_again(self, leave_out={"candidates", "numbers", "version"})
        return [*kept, ("numbers", in_ranges(self.selection())), ("version", str(version))]

    def catch_up(self, settings: AccessSettings) -> None:
        """From here on the form is about `settings` as they are now; what was typed stays."""
        data = cast("QueryDict", self.data).copy()
        data["version"] = str(settings.version)
        self.data = data
        self.current = settings
