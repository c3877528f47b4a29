"""The form of *Set up several centres*: asked, shown what would change, confirmed."""

import re
from typing import Any

from django import forms

from access.control_room.set_up import SetUpRequest
from access.granting.access_status import missing
from access.granting.exceptions import Incomplete, TickNeeded
from access.models import Status
from access.officers.forms.fields import ContactForm, NumbersField
from access.officers.forms.previewed import CONFIRM, EDIT
from candidates.contact import NOBODY
from results_portal.codes.pattern import ANY_CODE

PREVIEW = "preview"
OWN = "own"
SAME = "same"
SEEN = re.compile(rf"({ANY_CODE.pattern}):([0-9]{{1,9}})")
REOPEN = "Choose the centres in the control room again."


class SetUpForm(ContactForm):
    """No or All candidates for every chosen centre, and one contact, or each centre's own where it has one.

    `centres` are the chosen ones; `seen` names each whose change was shown, with the version of its settings.
    """

    several = frozenset({"centres", "seen"})
    field_order = ("step", "centres", "seen", "status", "whose_contact", "deals_with_queries")

    step = forms.ChoiceField(
        choices=[(PREVIEW, ""), (EDIT, ""), (CONFIRM, "")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), REOPEN),
        widget=forms.HiddenInput,
    )
    centres = NumbersField(error_messages={"required": REOPEN})
    seen = NumbersField(required=False)
    status = forms.ChoiceField(
        label="Who has access at each of them",
        choices=[(Status.ALL.value, Status.ALL.label), (Status.NONE.value, Status.NONE.label)],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who has access.",
            "invalid_choice": "Choose one of the two: All candidates or No candidates.",
        },
    )
    whose_contact = forms.ChoiceField(
        label="Whom candidates can ask",
        choices=[
            (OWN, "Each centre’s own contact, where it has one; the others get the contact below"),  # noqa: RUF001
            (SAME, "The contact below, for every centre"),
        ],
        widget=forms.RadioSelect,
        initial=OWN,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose whose contact candidates get."),
    )
    deals_with_queries = forms.BooleanField(
        label="The centres will deal with queries from their candidates",
        required=False,
        help_text="About this service and about their results. The board does not communicate with candidates.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "status" in cleaned:
            for lack in self._lacking():
                if lack.field not in self.errors:
                    self.add_error(lack.field, str(lack))
        return cleaned

    def clean_seen(self) -> dict[str, int]:
        """The versions that were shown, by centre number."""
        read = [SEEN.fullmatch(text) for text in self.cleaned_data["seen"]]
        versions = {found[1]: int(found[2]) for found in read if found}
        if len(versions) != len(read):
            raise forms.ValidationError(REOPEN)
        return versions

    def wanted(self) -> SetUpRequest:
        """What a valid form asks for."""
        clean = self.cleaned_data
        return SetUpRequest(
            status=clean["status"],
            deals_with_queries=clean["deals_with_queries"],
            contact=self.contact(),
            keeps_own=clean["whose_contact"] == OWN,
        )

    def _lacking(self) -> list[Incomplete]:
        """What the form lacks; with centres' own contacts it may name nobody, but a person halfway named is a slip."""
        clean = self.cleaned_data
        contact = self.contact()
        deals = bool(clean.get("deals_with_queries"))
        lacking = missing(status=clean["status"], deals_with_queries=deals, contact=contact)
        if clean.get("whose_contact") == OWN and contact == NOBODY:
            return [lack for lack in lacking if isinstance(lack, TickNeeded)]
        return lacking
