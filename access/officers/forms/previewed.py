"""Forms whose large effects are shown before they happen: *What will change*, with *Confirm* and *Go back*."""

from collections.abc import Collection

from django import forms
from django.http import QueryDict

from results_portal.forms.guarded import GuardedForm, one_line

EDIT = "edit"
CONFIRM = "confirm"
SEEN_BEFORE = (
    "Something has changed since you looked, such as candidates who were added or withdrawn, or a release that was "
    "moved. Nothing was done yet. This is what would change now."
)


class PreviewedForm(GuardedForm):
    """`step` says which button of the preview was pressed, `seen` what it showed; both are empty before."""

    step = forms.ChoiceField(
        choices=[(CONFIRM, "Confirm"), (EDIT, "Go back")],
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Press one of the buttons."},
    )
    seen = forms.CharField(required=False, max_length=64, validators=[one_line], widget=forms.HiddenInput)

    @property
    def goes_back(self) -> bool:
        """Whether somebody who saw the preview wants to change what they typed."""
        return str(self.data.get("step", "")) == EDIT


def sent_again(form: forms.Form, *, leave_out: Collection[str] = ()) -> list[tuple[str, str]]:
    """Everything that `form` was sent, as hidden fields of the preview, so that nothing typed is lost."""
    skipped = {"step", "seen", *leave_out}
    data = form.data if isinstance(form.data, QueryDict) else QueryDict()
    return [(name, value) for name in form.fields if name not in skipped for value in data.getlist(name)]
