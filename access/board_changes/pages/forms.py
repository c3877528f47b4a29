"""What staff write on these pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from centres.models import Centre
from results_portal.codes.pattern import LONGEST
from results_portal.codes.validators import FollowsPattern
from results_portal.forms.guarded import GuardedForm, one_line
from results_portal.models import CodeKind

REASON = "For staff. Candidates and centres never see it."
SAME, ANOTHER = "same", "another"


class ReasonForm(GuardedForm):
    """A reason; forms with more put it last."""

    reason = forms.CharField(max_length=500, help_text=REASON)


def _centre_with(number: str) -> Centre:
    found = Centre.objects.filter(number=number.strip().upper()).first()
    if found is None:
        raise ValidationError("There is no centre with this number.")
    return found


class MoveForm(ReasonForm):
    """Whereto a candidate moves."""

    centre = forms.CharField(
        label="To the centre", max_length=LONGEST, validators=[one_line], help_text="Its number, such as PK123."
    )
    number = forms.CharField(
        label="Candidate number there",
        max_length=LONGEST,
        validators=[FollowsPattern(CodeKind.CANDIDATE_NUMBER)],
        help_text="One that nobody has there in this series.",
    )
    field_order = ("centre", "number", "reason")

    def clean_centre(self) -> Centre:
        return _centre_with(self.cleaned_data["centre"])


class NameForm(ReasonForm):
    """Who a candidate is."""

    family_name = forms.CharField(max_length=150, validators=[one_line])
    given_names = forms.CharField(max_length=150, required=False, validators=[one_line])
    date_of_birth = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as 2009-03-18."},
    )
    candidate_uid = forms.CharField(
        label="Identifier",
        max_length=40,
        required=False,
        validators=[one_line],
        help_text="The board's own identifier of the person, if it has one.",
    )
    who = forms.ChoiceField(
        label="Who is it?",
        choices=[
            (SAME, "The same person: a spelling is corrected, or the name is a new one"),
            (ANOTHER, "Another person stands under this number now"),
        ],
        widget=forms.RadioSelect,
        help_text="A password belongs to a person. For another one, the way in of the earlier person ends.",
        error_messages={"required": "Choose who it is."},
    )
    field_order = ("family_name", "given_names", "date_of_birth", "candidate_uid", "who", "reason")


class CentreNameForm(ReasonForm):
    """What a centre is called."""

    name = forms.CharField(label="New name", max_length=200, validators=[one_line])
    field_order = ("name", "reason")


class MergeForm(ReasonForm):
    """Whereto a centre goes."""

    into = forms.CharField(
        label="Into the centre", max_length=LONGEST, validators=[one_line], help_text="Its number, such as PK123."
    )
    field_order = ("into", "reason")

    def clean_into(self) -> Centre:
        return _centre_with(self.cleaned_data["into"])


class CountryForm(ReasonForm):
    """Where a centre is."""

    country = forms.CharField(
        label="New country",
        max_length=100,
        validators=[one_line],
        help_text="By the name that other centres of the country have: exceptions of releases go by it.",
    )
    field_order = ("country", "reason")

    def clean_country(self) -> Any:
        return self.cleaned_data["country"].strip()
