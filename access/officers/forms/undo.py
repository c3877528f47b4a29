"""The button *Undo*."""

from django import forms

from access.officers.forms.fields import VersionField
from results_portal.forms.guarded import GuardedForm


class UndoForm(GuardedForm):
    """Which change is undone, by the version that it made, and the page on which it was offered."""

    version = VersionField(reopen="Open the page again and undo it from there.")
    page = forms.ChoiceField(choices=[("overview", "Candidate Results Website"), ("candidates", "View candidates")])
