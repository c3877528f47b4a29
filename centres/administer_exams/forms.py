"""Forms of *Administer Exams*."""

from django import forms

from results_portal.forms.guarded import GuardedForm


class SearchForm(GuardedForm):
    """Searches the officer's centres; an empty search finds them all."""

    q = forms.CharField(
        label="Find a centre by number or name",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control", "autocomplete": "off"}),
    )
