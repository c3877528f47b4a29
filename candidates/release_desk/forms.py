"""What staff write at the release desk."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError

from candidates.embargo.exception_changes import ForWhom
from candidates.holds.scope import Scope
from candidates.models import Candidate, Qualification, Series, Syllabus
from candidates.release_desk.wall_clock import ClockQuestion, Written, instant_of
from centres.models import Centre
from results_portal.forms.guarded import GuardedForm

UK, UNIVERSAL = "Europe/London", "UTC"
REASON = "Kept in the audit trail. Candidates never see it."


def centre_with(number: str) -> Centre | None:
    """The centre with this number, as typed; None for nothing typed. Raises `ValidationError` where there is none."""
    plain = number.strip().upper()
    if not plain:
        return None
    found = Centre.objects.filter(number=plain).first()
    if found is None:
        raise ValidationError(f"There is no centre {plain}.")
    return found


class ReasonForm(GuardedForm):
    """A reason, and nothing else."""

    reason = forms.CharField(max_length=500, help_text=REASON)


class ReleaseForm(ReasonForm):
    """A new instant for a release."""

    field_order: tuple[str, ...] = ("day", "time", "zone", "reason")

    # One way of writing a day: 03/04 is March to some and April to others.
    day = forms.DateField(
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as 2027-01-19."},
    )
    time = forms.TimeField(
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Write the time as 06:00."},
    )
    zone = forms.CharField(
        label="On the clocks of",
        initial=UK,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        help_text="Europe/London for UK time, UTC, or another zone by its name, such as Asia/Karachi.",
    )

    def clean_zone(self) -> ZoneInfo:
        name = self.cleaned_data["zone"].strip()
        if name not in available_timezones():
            raise ValidationError("There is no such zone. Write Europe/London, UTC, or a name like Asia/Karachi.")
        return ZoneInfo(name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if all(cleaned.get(name) is not None for name in ("day", "time", "zone")):
            written = Written(day=cleaned["day"], time=cleaned["time"], zone=cleaned["zone"])
            try:
                cleaned["releases_at"] = instant_of(written)
            except (ClockQuestion, OverflowError) as why:
                self.add_error("time", str(why))
        return cleaned

    @property
    def releases_at(self) -> datetime:
        """The instant (UTC) of a valid form."""
        instant: datetime = self.cleaned_data["releases_at"]
        return instant


class ExceptionForm(ReleaseForm):
    """A later instant for one country or one centre."""

    country = forms.ChoiceField(required=False, help_text="Every centre of this country.")
    centre = forms.CharField(max_length=10, required=False, help_text="Or one centre by its number, such as PK123.")
    field_order = ("country", "centre", "day", "time", "zone", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Centre.objects.order_by("country").values_list("country", flat=True).distinct()
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)  # noqa: S101 - tells the type checker which field it is
        country.choices = [("", "none"), *((name, name) for name in known if name)]

    def clean_centre(self) -> Centre | None:
        return centre_with(self.cleaned_data["centre"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("country")) == bool(cleaned.get("centre")):
            self.add_error("country", "Choose a country or a centre, one of them.")
        return cleaned

    def whom(self) -> ForWhom:
        """For whom a valid form makes it later."""
        return ForWhom(country=self.cleaned_data["country"], centre=self.cleaned_data["centre"])


class ScopeForm(ReasonForm):
    """A part of a series: what is left open covers everything."""

    syllabus = forms.CharField(max_length=10, required=False, help_text="A code, such as 9709. Empty: all.")
    centre = forms.CharField(max_length=10, required=False, help_text="A number, such as PK123. Empty: all.")
    field_order = ("qualification", "syllabus", "centre", "candidate", "words", "reason")

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.series = series
        self.fields["qualification"] = forms.ModelChoiceField(
            Qualification.objects.filter(releases__series=series),
            required=False,
            empty_label="all",
            to_field_name="code",
        )
        self.order_fields(self.field_order)

    def clean_syllabus(self) -> Syllabus | None:
        code = self.cleaned_data["syllabus"].strip()
        if not code:
            return None
        found = Syllabus.objects.filter(code=code).first()
        if found is None:
            raise ValidationError(f"There is no syllabus {code}.")
        return found

    def clean_centre(self) -> Centre | None:
        return centre_with(self.cleaned_data["centre"])

    def scope(self) -> Scope:
        """What a valid form covers."""
        return Scope(
            series=self.series,
            qualification=self.cleaned_data["qualification"],
            syllabus=self.cleaned_data["syllabus"],
            centre=self.cleaned_data["centre"],
            candidate=self.cleaned_data.get("candidate"),
        )


class HoldForm(ScopeForm):
    """A hold may be about one candidate, and says something in the place of the grade."""

    candidate = forms.CharField(
        label="Candidate number", max_length=10, required=False, help_text="Needs the centre. Empty: all."
    )
    words = forms.CharField(
        label="What candidates read",
        max_length=300,
        required=False,
        help_text="In the place of the grade, after the release. Empty: “The board is still checking this result.”",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number, centre = (cleaned.get("candidate") or "").strip(), cleaned.get("centre")
        cleaned["candidate"] = None
        if not number or self.errors:
            return cleaned
        if centre is None:
            self.add_error("centre", "A candidate number needs its centre.")
            return cleaned
        found = Candidate.objects.filter(series=self.series, centre=centre, number=number).first()
        if found is None:
            self.add_error("candidate", f"{centre.number} has no candidate {number} in {self.series}.")
        cleaned["candidate"] = found
        return cleaned
