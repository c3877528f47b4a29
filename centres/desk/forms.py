"""What staff write into the search box of the desk."""

from django import forms

from centres.desk.search import LONGEST
from results_portal.forms.filter import FilterForm
from results_portal.forms.guarded import one_line


class SearchForm(FilterForm):
    """One box for everything."""

    q = forms.CharField(
        label="Centre, candidate, username, officer or syllabus",
        required=False,
        max_length=LONGEST,
        validators=[one_line],
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        help_text="Such as PK123, PK123 0042, a family name, K7MPW2QX, an email address, or 9709.",
    )

    @property
    def asked(self) -> str:
        """What is looked for; "" where it isn't understood."""
        return self.cleaned_data["q"].strip() if self.is_valid() else ""
