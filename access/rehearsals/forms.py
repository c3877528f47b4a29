"""What staff write to make a rehearsal."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from access.rehearsals.jobs import is_under_way
from candidates.embargo import clock
from candidates.rehearsals.make import LONGEST_NAME, RehearsalNotPossible, WantedRehearsal, check_name, rehearsal_name
from candidates.release_desk.forms import UK, ReleaseForm
from centres.models import Centre
from results_portal.forms.guarded import one_line
from results_portal.text.rehearsal import PREFIX

MOST_CANDIDATES, MOST_NAMED, MOST_SEED = 20_000, 50, 999_999_999
OPENS_AFTER, FARTHEST = timedelta(hours=1), timedelta(days=366)


class RehearsalForm(ReleaseForm):
    """A rehearsal of some size: where, from which seed, and when its results open."""

    name = forms.CharField(
        max_length=LONGEST_NAME - len(PREFIX),
        validators=[one_line],
        help_text=f"Such as Spring 2027. “{PREFIX.strip()}” is put before it.",
    )
    candidates = forms.IntegerField(
        initial=200,
        min_value=1,
        max_value=MOST_CANDIDATES,
        help_text=f"At most {MOST_CANDIDATES:,}. For a larger one, ask whoever runs the service.",
    )
    centres = forms.CharField(
        required=False,
        max_length=600,
        validators=[one_line],
        help_text=(
            "Numbers of centres, such as PK123 GB045: their officers see the rehearsal too. Leave it empty for made-up "
            "centres."
        ),
    )
    seed = forms.IntegerField(
        initial=1,
        min_value=0,
        max_value=MOST_SEED,
        help_text="Any number. The same number makes the same names and results again.",
    )
    field_order = ("name", "candidates", "centres", "seed", "day", "time", "zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        opens = (clock.now() + OPENS_AFTER).astimezone(ZoneInfo(UK))
        super().__init__(*args, initial={"day": opens.date(), "time": opens.time().replace(second=0)}, **kwargs)
        # Nobody has to give a reason for made-up results.
        del self.fields["reason"]
        self.fields["day"].label = "Results open on"

    def clean_name(self) -> str:
        name = rehearsal_name(self.cleaned_data["name"])
        try:
            check_name(name)
        except RehearsalNotPossible as why:
            raise ValidationError(str(why)) from None
        if is_under_way(name):
            raise ValidationError(f"{name} is being made already.")
        return name

    def clean_centres(self) -> tuple[Centre, ...]:
        numbers = list(dict.fromkeys(self.cleaned_data["centres"].upper().replace(",", " ").split()))
        if len(numbers) > MOST_NAMED:
            raise ValidationError(f"Name at most {MOST_NAMED} centres.")
        found = {centre.number: centre for centre in Centre.objects.filter(number__in=numbers)}
        for number in numbers:
            if number not in found:
                raise ValidationError(f"There is no centre {number}.")
            if found[number].closed_at:
                raise ValidationError(f"{number} is closed.")
        return tuple(found[number] for number in numbers)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens: datetime | None = cleaned.get("releases_at")
        if opens and abs(opens - clock.now()) > FARTHEST:
            self.add_error("day", "Choose a day within a year from now.")
        if cleaned.get("candidates") and len(cleaned.get("centres", ())) > cleaned["candidates"]:
            self.add_error("candidates", "There are more centres than candidates.")
        return cleaned

    @property
    def wanted(self) -> WantedRehearsal:
        """What a valid form asks for."""
        return WantedRehearsal(
            name=self.cleaned_data["name"],
            candidates=self.cleaned_data["candidates"],
            seed=self.cleaned_data["seed"],
            opens_at=self.releases_at,
            centres=self.cleaned_data["centres"],
        )
