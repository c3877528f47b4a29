"""The form of *Edit status*."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from access.candidate_numbers import NumbersField
from access.granting.access_status import Contact, missing
from access.models import AccessSettings, Status
from access.officers.forms import fields
from results_portal.forms.guarded import GuardedForm

LARGEST_VERSION = 2**31 - 1


class StatusForm(GuardedForm):
    """Who has access, whom candidates can ask, and, for *Selected candidates*, who is ticked."""

    several = frozenset({"candidates"})
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
    deals_with_queries = forms.BooleanField(
        label="We will deal with queries from our candidates",
        required=False,
        help_text="About this service and about their results. The board does not communicate with candidates.",
    )
    contact_name = fields.name()
    contact_telephone = fields.telephone()
    contact_email = fields.email()
    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=LARGEST_VERSION,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Open Edit status again and confirm from there."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "status" in cleaned:
            deals = bool(cleaned.get("deals_with_queries"))
            for lack in missing(status=cleaned["status"], deals_with_queries=deals, contact=self._typed_contact()):
                if lack.field not in self.errors:
                    self.add_error(lack.field, str(lack))
        return cleaned

    def _typed_contact(self) -> Contact:
        """The contact, taking what was typed wrongly as given: it has an error of its own already."""

        def typed(name: str) -> str:
            return str(self.cleaned_data.get(name) or self.data.get(name, "").strip())

        return Contact(name=typed("contact_name"), telephone=typed("contact_telephone"), email=typed("contact_email"))

    def contact(self) -> Contact:
        """The contact of a valid form."""
        clean = self.cleaned_data
        return Contact(name=clean["contact_name"], telephone=clean["contact_telephone"], email=clean["contact_email"])

    @classmethod
    def for_settings(cls, settings: AccessSettings) -> "StatusForm":
        """The form as it is first shown: what holds now."""
        names = ("status", "deals_with_queries", "contact_name", "contact_telephone", "contact_email", "version")
        return cls(initial={name: getattr(settings, name) for name in names})

    def catch_up(self, settings: AccessSettings) -> None:
        """From here on the form is about `settings` as they are now; what was typed stays."""
        data = cast("QueryDict", self.data).copy()
        data["version"] = str(settings.version)
        self.data = data
        self.current = settings
