"""Finding candidates on *View candidates*: search, and filters whose choices come from the rows."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from access.officers.queries.candidate_rows import Row, State
from results_portal.forms.guarded import GuardedForm, one_line
from results_portal.text.folding import fold

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

Choices = Iterable[tuple[str, str]]


class CandidateFilter(GuardedForm):
    """What an officer looks for. Everything is optional; what isn't understood finds nobody, never everybody."""

    q = forms.CharField(label="Find a candidate", required=False, max_length=100, validators=[one_line])
    qualification = forms.ChoiceField(label="Qualification", required=False)
    syllabus = forms.ChoiceField(label="Syllabus", required=False)
    group = forms.ChoiceField(label="Teaching group", required=False)
    state = forms.ChoiceField(label="Access", required=False)
    activity = forms.ChoiceField(label="Signing in", required=False)

    def __init__(self, data: QueryDict, *, rows: list[Row]) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.rows = rows
        states = {row.state for row in rows}
        self._offer("qualification", {pair for row in rows for pair in row.qualifications})
        syllabuses = {(code, f"{code} {title}") for row in rows for code, title in row.syllabuses}
        self._offer("syllabus", syllabuses)
        groups = {(row.group or UNGROUPED, row.group or "No teaching group") for row in rows}
        self._offer("group", groups)
        self._offer("state", [(s.value, s.label) for s in State if s in states], ordered=True)
        self._offer("activity", ACTIVITY, ordered=True)

    def found(self) -> list[Row]:
        """The rows that fit everything asked for; none if the filter can't be understood."""
        if not self.is_valid():
            return []
        tests = self._tests()
        return [row for row in self.rows if all(test(row) for test in tests)]

    @property
    def active(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.query())

    def query(self) -> dict[str, str]:
        """What is asked for, by field name, without what is left empty."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    def address(self, **more: Any) -> str:
        """The query as the end of an address: "?q=rahman&page=2", or nothing."""
        encoded = urlencode({**self.query(), **more})
        return f"?{encoded}" if encoded else ""

    def _offer(self, name: str, choices: Choices, *, ordered: bool = False) -> None:
        listed = list(choices) if ordered else sorted(choices)
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker which field it is
        field.choices = [("", "All"), *listed]
        field.error_messages["invalid_choice"] = "Choose one from the list."

    def _tests(self) -> list[Callable[[Row], bool]]:
        asked = self.cleaned_data
        words = fold(asked["q"]).split()
        tests: list[Callable[[Row], bool]] = [lambda row: all(word in row.searchable for word in words)]
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
_ACTIVE: dict[str, Callable[[Row], bool]] = {
    NOT_SIGNED_IN: lambda row: row.allowed and row.signed_in_at is None,
    SIGNED_IN: lambda row: row.signed_in_at is not None,
    NOT_SEEN: lambda row: row.allowed and row.seen_results_at is None,
    SEEN: lambda row: row.seen_results_at is not None,
}
