"""The form of *Delay results*."""

import re
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from access.granting.delay import delay_until, next_release
from access.models import AccessSettings
from access.officers.forms.fields import VersionField
from access.officers.forms.previewed import PreviewedForm, sent_again
from candidates.embargo.gate import NO_DELAY
from candidates.instants import in_words

AT_ONCE, HOURS, MOMENT = "at once", "hours", "moment"
AS_A_BROWSER_WRITES_IT = "%Y-%m-%dT%H:%M"


class LocalTime(forms.DateTimeInput):
    """A date and time on the centre's clocks, chosen with the browser's own means."""

    input_type = "datetime-local"


class DelayForm(PreviewedForm):
    """When candidates see their results: at once, some hours later, or from a moment on."""

    when = forms.ChoiceField(
        label="When candidates see their results",
        choices=[
            (AT_ONCE, "As soon as they are released"),
            (HOURS, "Some hours later"),
            (MOMENT, "From a date and time of your choice"),
        ],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose when candidates see their results."),
    )
    hours = forms.CharField(
        label="Hours after the release",
        required=False,
        max_length=6,
        help_text="Such as 3, or 2:30 for two and a half hours.",
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
        error_messages={"max_length": "Write the hours as 3, or as 2:30."},
    )
    moment = forms.CharField(label="Date and time at your centre", required=False, max_length=30, widget=LocalTime)
    version = VersionField(reopen="Open Delay results again and confirm from there.")

    def __init__(self, data: QueryDict | None = None, *, settings: AccessSettings, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.settings = settings
        self.next = next_release(settings)
        if self.next:
            released = in_words(self.next.opens_at, centre=settings.centre).centre
            self.fields["moment"].help_text = (
                f"This is for {self.next.qualification}, which is released on {released}. "
                "Whatever is released at another time is delayed by just as much."
            )
        else:
            del self.fields["moment"]
            when = cast("forms.ChoiceField", self.fields["when"])
            when.choices = [choice for choice in DelayForm.base_fields["when"].choices if choice[0] != MOMENT]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = cleaned.get("when")
        read = {HOURS: self._from_hours, MOMENT: self._from_moment}.get(str(chosen), lambda: NO_DELAY)
        try:
            cleaned["delay"] = read()
        except ValidationError as wrong:
            if str(chosen) not in self.errors:
                self.add_error(chosen, wrong)
        return cleaned

    def _from_hours(self) -> timedelta:
        found = re.fullmatch(r"([0-9]{1,3})(?::([0-5][0-9]))?", self.cleaned_data.get("hours", "").strip())
        if found is None:
            raise ValidationError("Write the hours as 3, or as 2:30.")
        return timedelta(hours=int(found[1]), minutes=int(found[2] or 0))

    def _from_moment(self) -> timedelta:
        zone = self.settings.centre.zone
        try:
            # On the clocks of the centre, which come in below.
            typed = datetime.strptime(self.cleaned_data.get("moment", "")[:16], AS_A_BROWSER_WRITES_IT)  # noqa: DTZ007
            moment = _in_zone(typed, zone)
        except (ValueError, OverflowError):
            raise ValidationError("Choose a date and a time.") from None
        if self.next is None:
            raise ValidationError("Everything is open already. Choose hours instead.")
        return delay_until(moment, release=self.next)

    @classmethod
    def for_settings(cls, settings: AccessSettings) -> "DelayForm":
        """The form as it is first shown: what holds now."""
        minutes = int(settings.delay.total_seconds()) // 60
        hours = f"{minutes // 60}:{minutes % 60:02}" if minutes % 60 else str(minutes // 60)
        chosen = {"when": HOURS, "hours": hours} if minutes else {"when": AT_ONCE}
        form = cls(settings=settings, initial={**chosen, "version": settings.version})
        if form.next:
            opens = (form.next.opens_at + settings.delay).astimezone(settings.centre.zone)
            form.initial["moment"] = opens.strftime(AS_A_BROWSER_WRITES_IT)
        return form

    def sent_again(self, *, version: int) -> list[tuple[str, str]]:
        """What was sent, for the page that shows what will change."""
        return [*sent_again(self, leave_out={"version"}), ("version", str(version))]

    def catch_up(self, settings: AccessSettings) -> None:
        """From here on the form is about `settings` as they are now; what was typed stays."""
        data = cast("QueryDict", self.data).copy()
        data["version"] = str(settings.version)
        self.data = data
        self.settings = settings


def _in_zone(typed: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks of `zone` show this; the later one where they show it twice: nothing is early.

    Raises `ValidationError` for a time that they skip.
    """
    moment = typed.replace(tzinfo=zone, fold=1)
    if datetime.fromtimestamp(moment.timestamp(), zone).replace(tzinfo=None) != typed:
        raise ValidationError("The clocks at your centre skip this time. Choose another one.")
    return moment
