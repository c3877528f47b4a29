"""Finding centres in the control room: search, filters and order, and which of them somebody has chosen."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import QueryDict

from access.control_room.rows import AttachedCentre, Letters
from access.models import Status
from access.officers.forms.fields import NumbersField
from results_portal.forms.filter import FROM_LIST, FilterForm
from results_portal.forms.guarded import GuardedForm, one_line
from results_portal.text.folding import fold

TICKED = "ticked"
FOUND = "found"

WHICH: dict[str, tuple[str, Callable[[AttachedCentre], bool]]] = {
    "failed": ("Letters failed", lambda row: row.letters == Letters.FAILED),
    "without": ("Candidates without letters", lambda row: row.without_letters > 0),
    "stale": ("Letters out of date", lambda row: row.letters == Letters.STALE),
    "making": ("Letters being made", lambda row: row.letters == Letters.MAKING),
    "ready": ("Letters ready", lambda row: row.letters == Letters.READY),
    "not-signed-in": ("Candidates not signed in yet", lambda row: row.not_signed_in > 0),
}
_BY_NUMBER: tuple[str, Callable[[AttachedCentre], Any]] = ("Centre number", lambda row: row.centre.number)
ORDERS: dict[str, tuple[str, Callable[[AttachedCentre], Any]]] = {
    "": _BY_NUMBER,
    "name": ("Name", lambda row: fold(row.centre.name)),
    "status": ("Status", lambda row: Status.values.index(row.settings.status)),
    "access": ("Most candidates with access", lambda row: -row.people.allowed),
    "without": ("Most without letters", lambda row: -row.without_letters),
    "not-signed-in": ("Most not signed in yet", lambda row: -row.not_signed_in),
}


class CentreFilter(FilterForm):
    """Which centres somebody looks for, and in what order."""

    q = forms.CharField(label="Find a centre by number or name", required=False, max_length=100, validators=[one_line])
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "All"), *Status.choices], error_messages=FROM_LIST
    )
    which = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "Every centre"), *((name, label) for name, (label, _) in WHICH.items())],
        error_messages=FROM_LIST,
    )
    sort = forms.ChoiceField(
        label="Order",
        required=False,
        choices=[(name, label) for name, (label, _) in ORDERS.items()],
        error_messages=FROM_LIST,
    )

    def __init__(self, data: QueryDict, *, rows: list[AttachedCentre]) -> None:
        super().__init__(data)
        self.rows = rows

    def found(self) -> list[AttachedCentre]:
        """The rows that fit everything asked for, in the order asked for; none if that can't be understood."""
        if not self.is_valid():
            return []
        asked = self.cleaned_data
        words = fold(asked["q"]).split()
        fits = WHICH[asked["which"]][1] if asked["which"] else lambda _row: True
        found = [
            row
            for row in self.rows
            if all(word in fold(f"{row.centre.number} {row.centre.name}") for word in words)
            and asked["status"] in ("", row.settings.status)
            and fits(row)
        ]
        # Sorting keeps the order of numbers among equals.
        return sorted(found, key=ORDERS[asked["sort"]][1])

    @property
    def active(self) -> bool:
        """Whether centres are left out."""
        return bool(self.query().keys() - {"sort"})


class ChosenForm(GuardedForm):
    """The ticked centres, or everyone found."""

    several = frozenset({"centres"})

    scope = forms.ChoiceField(choices=[(TICKED, "Ticked centres"), (FOUND, "All found")])
    centres = NumbersField(required=False)


class NothingChosen(Exception):
    """No centre was chosen. The text says what to do."""


class UnknownCentres(Exception):
    """A number that no attached centre has. Not for showing: the answer is a 404."""


def named(numbers: frozenset[str], rows: list[AttachedCentre]) -> list[AttachedCentre]:
    """The rows of the centres with these numbers, by number; raises `UnknownCentres`."""
    if numbers - {row.centre.number for row in rows}:
        raise UnknownCentres
    return [row for row in rows if row.centre.number in numbers]


def chosen(data: QueryDict, rows: list[AttachedCentre]) -> list[AttachedCentre]:
    """The rows that somebody ticked or found; raises `NothingChosen`, `UnknownCentres`."""
    form = ChosenForm(data)
    if not form.is_valid():
        raise NothingChosen("Choose whether you mean the ticked centres or all found.")
    if form.cleaned_data["scope"] == FOUND:
        found = CentreFilter(data, rows=rows).found()
        if not found:
            raise NothingChosen("No centre fits all of that.")
        return found
    ticked = named(form.cleaned_data["centres"], rows)
    if not ticked:
        raise NothingChosen("Tick at least one centre first.")
    return ticked
