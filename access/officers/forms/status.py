"""The form of *Edit status*."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from access.granting.access_status import missing
from access.models import AccessSettings, Status
from access.officers.forms.fields import ContactForm, NumbersField, VersionField
from candidates.contact import CONTACT_FIELDS


class StatusForm(ContactForm):
    """Who has access, whom candidates can ask, and, for *Selected candidates*, who is ticked."""

    several = frozenset({"candidates"})
    field_order = ("status", "candidates", "deals_with_queries")
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
    version = VersionField(reopen="Open Edit status again and confirm from there.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "status" in cleaned:
            deals = bool(cleaned.get("deals_with_queries"))
            for lack in missing(status=cleaned["status"], deals_with_queries=deals, contact=self.contact()):
                if lack.field not in self.errors:
                    self.add_error(lack.field, str(lack))
        return cleaned

    @classmethod
    def for_settings(cls, settings: AccessSettings) -> "StatusForm":
        """The form as it is first shown: what holds now."""
        names = ("status", "deals_with_queries", *CONTACT_FIELDS, "version")
        return cls(initial={name: getattr(settings, name) for name in names})

    def catch_up(self, settings: AccessSettings) -> None:
        """From here on the form is about `settings` as they are now; what was typed stays."""
        data = cast("QueryDict", self.data).copy()
        data["version"] = str(settings.version)
        self.data = data
        self.current = settings
