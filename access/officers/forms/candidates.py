"""The form under the table of *View candidates*: what to do, and for whom."""

from django import forms

from access.candidate_numbers import NumbersField
from access.officers.forms.status import LARGEST_VERSION
from results_portal.forms.guarded import GuardedForm

SELECT = "select"
DESELECT = "deselect"
TICKED = "ticked"
FOUND = "found"

_REOPEN = dict.fromkeys(
    ("required", "invalid", "invalid_choice", "min_value", "max_value"), "Open View candidates again and choose there."
)


class ChosenForm(GuardedForm):
    """The ticked candidates, or everyone found."""

    several = frozenset({"candidates"})

    scope = forms.ChoiceField(
        choices=[(TICKED, "Ticked candidates"), (FOUND, "All found")],
        error_messages={**_REOPEN, "required": "Choose whether you mean the ticked candidates or all found."},
    )
    candidates = NumbersField(required=False)


class ReissueForm(ChosenForm):
    """Whose passwords are to be reissued, and whether that was confirmed."""

    confirmed = forms.ChoiceField(choices=[("yes", "Confirmed")], required=False, error_messages=_REOPEN)


class BulkForm(ChosenForm):
    """Give or take away access, for those chosen."""

    action = forms.ChoiceField(choices=[(SELECT, "Select"), (DESELECT, "Deselect")], error_messages=_REOPEN)
    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION, error_messages=_REOPEN)
