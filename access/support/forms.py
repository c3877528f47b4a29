"""What support looks for within a centre."""

from django import forms

from results_portal.forms.filter import FilterForm
from results_portal.forms.guarded import one_line


class CandidateSearchForm(FilterForm):
    """Some candidates of one centre."""

    q = forms.CharField(label="Find a candidate", required=False, max_length=60, validators=[one_line])

    @property
    def asked(self) -> str:
        """What is looked for; "" where it isn't understood."""
        return self.cleaned_data["q"].strip() if self.is_valid() else ""
