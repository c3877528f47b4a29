"""The form under the table of *View candidates*: what to do, and for whom."""

from django import forms

from access.officers.forms.fields import NumbersField, VersionField
from access.officers.forms.previewed import PreviewedForm, sent_again
from results_portal.forms.guarded import GuardedForm

SELECT = "select"
DESELECT = "deselect"
TICKED = "ticked"
FOUND = "found"

REOPEN = "Open View candidates again and choose there."
_NOT_CHOSEN = dict.fromkeys(("required", "invalid_choice"), REOPEN)


class ChosenForm(GuardedForm):
    """The ticked candidates, or everyone found."""

    several = frozenset({"candidates"})

    scope = forms.ChoiceField(
        choices=[(TICKED, "Ticked candidates"), (FOUND, "All found")],
        error_messages={**_NOT_CHOSEN, "required": "Choose whether you mean the ticked candidates or all found."},
    )
    candidates = NumbersField(required=False)


class ReissueForm(ChosenForm):
    """Whose passwords are to be reissued, and whether that was confirmed."""

    confirmed = forms.ChoiceField(choices=[("yes", "Confirmed")], required=False, error_messages=_NOT_CHOSEN)


class BulkForm(PreviewedForm, ChosenForm):
    """Give or take away access, for those chosen."""

    action = forms.ChoiceField(choices=[(SELECT, "Select"), (DESELECT, "Deselect")], error_messages=_NOT_CHOSEN)
    version = VersionField(reopen=REOPEN)

    def sent_again(self, *, version: int) -> list[tuple[str, str]]:
        """What was sent, for the page that shows what will change."""
        return [*sent_again(self, leave_out={"version"}), ("version", str(version))]
