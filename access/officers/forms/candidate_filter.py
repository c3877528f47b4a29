"""Finding candidates on *View candidates*: search, and filters whose choices come from the rows."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from access.officers.forms.pasted_numbers import PastedNumbers
from access.officers.queries.candidate_rows import CandidateRow, State
from results_portal.forms.filter import FilterForm
from results_portal.forms.guarded import one_line
from results_portal.text.folding import fold
from results_portal.text.natural_order import natural

NOT_SIGNED_IN = "not-signed-in"
NOT_SEEN = "not-seen"
SIGNED_IN = "signed-in"
SEEN = "seen"
ACTIVITY = (
    (NOT_SIGNED_IN, "Not signed in yet"),
    (SIGNED_IN, "Signed in"),
    (NOT_SEEN, "Results not seen yet"),
    (SEEN, "Results seen"),
)
UNGROUPED = "-"
_NEVER = datetime.max.replace(tzinfo=UTC)

# Columns by which the list is ordered, each with how rows compare; the same with "-" before it is the other way round.
ORDERS: dict[str, tuple[str, Callable[[CandidateRow], Any]]] = {
    "number": ("Candidate number", lambda row: row.number),
    "name": ("Family name", lambda row: row.sort_name),
    "group": ("Teaching group", lambda row: (not row.group, natural(row.group))),
    "state": ("Access", lambda row: list(State).index(row.state)),
    "signed-in": ("Signed in", lambda row: row.signed_in_at or _NEVER),
    "seen": ("Saw results", lambda row: row.seen_results_at or _NEVER),
}
BY_NUMBER = "number"


class CandidateFilter(FilterForm):
    """Which candidates an officer looks for."""

    q = forms.CharField(label="Find a candidate", required=False, max_length=100, validators=[one_line])
    qualification = forms.ChoiceField(label="Qualification", required=False)
    syllabus = forms.ChoiceField(label="Syllabus", required=False)
    group = forms.ChoiceField(label="Teaching group", required=False)
    state = forms.ChoiceField(label="Access", required=False)
    activity = forms.ChoiceField(label="Signing in", required=False)
    sort = forms.ChoiceField(label="Order", required=False)
    numbers = PastedNumbers(
        label="Candidate numbers", help_text="Paste a list, or a column of a spreadsheet: 0042, 51-60."
    )

    def __init__(self, data: QueryDict, *, rows: list[CandidateRow]) -> None:
        super().__init__(data)
        self.rows = rows
        states = {row.state for row in rows}
        self.offer("qualification", sorted({pair for row in rows for pair in row.qualifications}))
        syllabuses = {(code, f"{code} {title}") for row in rows for code, title in row.syllabuses}
        self.offer("syllabus", sorted(syllabuses))
        groups = {(row.group or UNGROUPED, row.group or "No teaching group") for row in rows}
        self.offer("group", sorted(groups))
        self.offer("state", [(state.value, state.label) for state in State if state in states])
        self.offer("activity", ACTIVITY)
        forwards = [(name, label) for name, (label, _) in ORDERS.items()]
        backwards = [(f"-{name}", f"{label}, backwards") for name, label in forwards]
        self.offer("sort", [*forwards[1:], *backwards], anything=ORDERS[BY_NUMBER][0])

    @property
    def active(self) -> bool:
        """Whether candidates are left out."""
        return bool(self.query().keys() - {"sort"})

    @property
    def column(self) -> str:
        """By which column the list is ordered, with "-" before it where it is backwards."""
        return (self.cleaned_data["sort"] if self.is_valid() else "") or BY_NUMBER

    def found(self) -> list[CandidateRow]:
        """The rows that fit everything asked for, in the order asked for; none if the filter can't be understood."""
        if not self.is_valid():
            return []
        tests = self._tests()
        found = [row for row in self.rows if all(test(row) for test in tests)]
        # Sorting keeps the order of numbers among equals.
        return sorted(found, key=ORDERS[self.column.removeprefix("-")][1], reverse=self.column.startswith("-"))

    def without_candidates(self) -> list[str]:
        """Numbers that were asked for and that no candidate has."""
        if not self.is_valid():
            return []
        unknown: list[str] = self.cleaned_data["numbers"].unknown({row.number for row in self.rows})
        return unknown

    def _tests(self) -> list[Callable[[CandidateRow], bool]]:
        asked = self.cleaned_data
        words = fold(asked["q"]).split()
        tests: list[Callable[[CandidateRow], bool]] = [lambda row: all(word in row.searchable for word in words)]
        numbers = asked["numbers"].everyone
        if numbers:
            tests.append(lambda row: row.number in numbers)
        if asked["qualification"]:
            tests.append(lambda row: asked["qualification"] in dict(row.qualifications))
        if asked["syllabus"]:
            tests.append(lambda row: asked["syllabus"] in dict(row.syllabuses))
        if asked["group"]:
            tests.append(lambda row: (row.group or UNGROUPED) == asked["group"])
        if asked["state"]:
            tests.append(lambda row: row.state == asked["state"])
        if asked["activity"]:
            tests.append(_ACTIVE[asked["activity"]])
        return tests


# "Not yet" is asked on results day, about those who could: whoever has no access isn't meant.
_ACTIVE: dict[str, Callable[[CandidateRow], bool]] = {
    NOT_SIGNED_IN: lambda row: row.allowed and row.signed_in_at is None,
    SIGNED_IN: lambda row: row.signed_in_at is not None,
    NOT_SEEN: lambda row: row.allowed and row.seen_results_at is None,
    SEEN: lambda row: row.seen_results_at is not None,
}
