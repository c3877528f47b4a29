"""A centre's audit trail as its head reads it: found by date, person and action, and put into words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from centres.audit_trail.sentences import sentence, side_of
from centres.models import Centre
from results_portal.audit.reading import about_results
from results_portal.audit.vocabulary import label_of
from results_portal.forms.filter import FilterForm
from results_portal.models import ActorKind, AuditEntry

LISTED = 20
DATE_FIELD = {"type": "date", "class": "form-control"}
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One entry in words; `at` is in the centre's time, `changes` has one text for each thing that changed."""

    at: datetime
    sentence: str
    who: str
    kind: str
    action: str
    series: str
    target: str
    changes: list[str]
    address: str

    @property
    def at_utc(self) -> datetime:
        """The same instant in UTC."""
        return self.at.astimezone(UTC)


def trail_of(centre: Centre) -> QuerySet[AuditEntry]:
    """What the centre may read of its own trail, newest first.

    What the board does to single results stays out: even that one was changed or held would say something about it
    before its release.
    """
    boards = Q(actor_kind__in=[ActorKind.STAFF, ActorKind.COMMAND, ActorKind.SYSTEM]) & about_results()
    return AuditEntry.objects.filter(centre_number=centre.number).exclude(boards).order_by("-position")


class TrailFilter(FilterForm):
    """Which entries somebody looks for."""

    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs=DATE_FIELD))
    until = forms.DateField(label="Until", required=False, widget=forms.DateInput(attrs=DATE_FIELD))
    person = forms.CharField(
        label="Person",
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    action = forms.ChoiceField(
        label="Action",
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data: QueryDict, *, centre: Centre) -> None:
        super().__init__(data)
        self.centre = centre
        self.trail = trail_of(centre)
        known = self.trail.order_by("action").values_list("action", flat=True).distinct()
        offered = sorted((label_of(action), action) for action in known)
        self.offer("action", [(value, label) for label, value in offered], anything="All actions")
        for name in ("since", "until"):
            self.fields[name].error_messages["invalid"] = "Write the date like 2026-11-30."

    def found(self) -> QuerySet[AuditEntry]:
        """The entries that fit everything asked for; none if the filter can't be understood."""
        if not self.is_valid():
            return self.trail.none()
        asked, found = self.cleaned_data, self.trail
        if asked["since"]:
            found = found.filter(at__gte=self._midnight(asked["since"]))
        if asked["until"] and asked["until"] < date.max:
            found = found.filter(at__lt=self._midnight(asked["until"] + timedelta(days=1)))
        if asked["person"]:
            found = found.filter(actor__icontains=asked["person"])
        if asked["action"]:
            found = found.filter(action=asked["action"])
        return found

    def _midnight(self, day: date) -> datetime:
        """When `day` begins at the centre."""
        try:
            return datetime.combine(day, time.min, self.centre.zone).astimezone(UTC)
        except OverflowError:
            return datetime.combine(day, time.min, UTC)


def line_of(entry: AuditEntry, *, centre: Centre) -> TrailLine:
    """One entry in words. Where the board's staff sat isn't the centre's business."""
    return TrailLine(
        at=entry.at.astimezone(centre.zone),
        sentence=sentence(entry),
        who=entry.actor,
        kind=entry.get_actor_kind_display(),
        action=label_of(entry.action),
        series=entry.series,
        target=entry.target,
        changes=list(changes(entry.details)),
        address=entry.address if entry.actor_kind != ActorKind.STAFF else "",
    )


def changes(details: dict[str, Any], *, listed: int = LISTED) -> Iterator[str]:
    """Details as lines of text: "status: none → all" for before and after, "candidates: 43" for the rest."""
    before, after = details.get("before"), details.get("after")
    if isinstance(before, dict) or isinstance(after, dict):
        old, new = side_of(details, "before"), side_of(details, "after")
        for name in sorted({*old, *new}):
            yield f"{_words(name)}: {_value(old.get(name), listed)} → {_value(new.get(name), listed)}"
    elif {"before", "after"} & details.keys():
        yield f"{_value(before, listed)} → {_value(after, listed)}"
    for name in sorted(details.keys() - {"before", "after"}):
        yield f"{_words(name)}: {_value(details[name], listed)}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _value(value: Any, listed: int) -> str:
    match value:
        case None | "" | []:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case list():
            more = f" and {len(value) - listed:,} more" if len(value) > listed else ""
            return ", ".join(_value(item, listed) for item in value[:listed]) + more
        case dict():
            return "; ".join(changes(value, listed=listed))
    return str(value)
