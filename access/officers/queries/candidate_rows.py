"""Everyone on a centre's roll with their state: rows for *View candidates*, *Edit status* and the export.

Always three queries, however many candidates there are; searching and filtering happen on the rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, TextChoices

from access.eligibility import allowed
from access.models import Credential
from candidates.models import Candidate, Entry, Series
from centres.models import Centre
from letters.batches import lifecycle
from letters.models import LetterBatch
from results_portal.text.folding import fold

_QUALIFICATION_OWNERS = ("Cambridge International ", "Cambridge ")

type Named = tuple[str, str]
type Entered = tuple[Named, Named]


class State(TextChoices):
    """Where one candidate stands."""

    HAS_ACCESS = "access", "Has access"
    BEING_MADE = "making", "Password being made"
    NO_PASSWORD = "new", "No password yet"
    NO_ACCESS = "none", "No access"
    ACCESS_WITHDRAWN = "stopped", "Access withdrawn"
    LEFT = "left", "Withdrawn from the series"


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRow:
    """One candidate: `syllabuses` as (code, title), `qualifications` as (code, short title); instants are aware."""

    number: str
    name: str
    sort_name: str
    date_of_birth: date | None
    group: str
    state: State
    allowed: bool
    syllabuses: tuple[tuple[str, str], ...]
    qualifications: tuple[tuple[str, str], ...]
    signed_in_at: datetime | None
    seen_results_at: datetime | None
    letter_expired: bool
    # How often a password was issued, and when last: 0 and None without one. It tells letters of one day apart.
    issue: int
    issued_at: datetime | None
    searchable: str

    @property
    def can_be_selected(self) -> bool:
        """Whether an officer may give this candidate access at all."""
        return self.state is not State.LEFT

    @property
    def has_letter(self) -> bool:
        """Whether the candidate has a password, and so a letter to print, unless that has expired."""
        return self.state is State.HAS_ACCESS


def candidate_rows(*, series: Series, centre: Centre) -> list[CandidateRow]:
    """The centre's candidates in this series, in order of their numbers."""
    making = _passwords_being_made(series, centre)
    entered = _entered(Entry.objects.filter(candidate__series=series, candidate__centre=centre))
    candidates = centre.candidates.filter(series=series).select_related("credential").annotate(is_allowed=allowed())
    return [_row(candidate, entered.get(candidate.pk, []), making=making) for candidate in candidates]


def candidate_row(*, series: Series, centre: Centre, number: str) -> tuple[Candidate, CandidateRow] | None:
    """The candidate with this number, with the same row; None where the centre has no such candidate."""
    people = centre.candidates.filter(series=series, number=number).select_related("credential", "centre", "series")
    candidate = people.annotate(is_allowed=allowed()).first()
    if candidate is None:
        return None
    entered = _entered(Entry.objects.filter(candidate=candidate))
    return candidate, _row(candidate, entered.get(candidate.pk, []), making=_passwords_being_made(series, centre))


def short_title(title: str) -> str:
    """A qualification's title without its owner: "Cambridge International AS Level" is "AS Level" in a table."""
    for owner in _QUALIFICATION_OWNERS:
        title = title.removeprefix(owner)
    return title


def _passwords_being_made(series: Series, centre: Centre) -> bool:
    batches = lifecycle.batches_of(series=series, centre=centre)
    return batches.filter(issues_passwords=True, state__in=LetterBatch.ACTIVE).exists()


def _entered(entries: QuerySet[Entry]) -> dict[int, list[Entered]]:
    """What each candidate is entered for, in order of the syllabuses' codes."""
    columns = ("syllabus__code", "syllabus__title", "qualification__code", "qualification__title")
    entered: dict[int, list[Entered]] = defaultdict(list)
    for candidate, *names in (
        entries.filter(withdrawn=False).order_by("syllabus__code").values_list("candidate_id", *columns)
    ):
        code, title, qualification, qualification_title = names
        entered[candidate].append(((code, title), (qualification, short_title(qualification_title))))
    return entered


def _row(candidate: Any, entered: Iterable[Entered], *, making: bool) -> CandidateRow:
    has_credential = hasattr(candidate, "credential")
    # One that was never issued stands in for none.
    credential = candidate.credential if has_credential else Credential(issue=0)
    qualifications = {qualification for _, qualification in entered}
    return CandidateRow(
        number=candidate.number,
        name=candidate.full_name,
        sort_name=fold(f"{candidate.family_name} {candidate.given_names}"),
        date_of_birth=candidate.date_of_birth,
        group=candidate.teaching_group,
        state=_state(candidate, has_credential=has_credential, making=making),
        allowed=candidate.is_allowed,
        syllabuses=tuple(syllabus for syllabus, _ in entered),
        qualifications=tuple(sorted(qualifications)),
        signed_in_at=credential.first_signed_in_at,
        seen_results_at=credential.first_seen_results_at,
        letter_expired=candidate.is_allowed and has_credential and credential.sealed_password is None,
        issue=credential.issue,
        issued_at=credential.issued_at,
        searchable=fold(f"{candidate.number} {candidate.full_name} {candidate.teaching_group}"),
    )


def _state(candidate: Any, *, has_credential: bool, making: bool) -> State:
    if candidate.withdrawn:
        return State.LEFT
    if not candidate.is_allowed:
        if has_credential:
            return State.ACCESS_WITHDRAWN
        return State.NO_ACCESS
    if has_credential:
        return State.HAS_ACCESS
    if making:
        return State.BEING_MADE
    return State.NO_PASSWORD
