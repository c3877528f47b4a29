"""A candidate moved to another centre: entries, results and holds go along, the way in and the letter don't."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from django.urls import reverse

from access.board_changes.change import AskedFor, Change, Preview
from access.board_changes.consequences import (
    delay_of,
    earlier_in_words,
    holds_joined,
    holds_left,
    in_both_kinds,
    later_in_words,
    locked_candidate,
    record,
    settings_at,
)
from access.board_changes.exceptions import Gone
from access.models import Credential, SelectedCandidate, Status
from candidates.embargo.earlier_openings import kept_back_at
from candidates.history.record import record_staff_candidate
from candidates.identity import people_beside, replace_people
from candidates.identity.rehearsed import NamedPerson
from candidates.instants import length
from candidates.models import Candidate, ChangeRequest, Hold, Series
from candidates.second_person.requests import key_in
from centres.models import Centre, User
from results_portal.text.counted import counted

# What says who somebody is, and stays behind where they were.
WHO = ("family_name", "given_names", "date_of_birth", "candidate_uid")
ACCESS = {
    Status.NONE: "{to} gives access to nobody in this series, so the candidate has none until it does.",
    Status.ALL: "{to} gives access to all its candidates, this one among them from now on.",
    Status.SELECTED: "{to} has selected some candidates, so this one has no access there until it is selected.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveCandidate(Change):
    """`candidate` stands at `to` under `number` afterwards."""

    permission: ClassVar[str] = "candidates.move_candidate"

    candidate: Candidate
    to: Centre
    number: str

    def locked(self) -> Self:
        places = Centre.objects.select_for_update(no_key=True).filter(pk__in=[self.candidate.centre_id, self.to.pk])
        centres = {centre.pk: centre for centre in places.order_by("pk")}
        if self.to.pk not in centres:
            raise Gone
        return replace(self, candidate=locked_candidate(self.candidate.pk), to=centres[self.to.pk])

    def preview(self) -> Preview:
        candidate, left, to = self.candidate, self.candidate.centre, self.to
        series = [candidate.series_id]
        joined = f"{to.number} {self.number}"
        return Preview(
            what=f"{left.number} {candidate.number} {candidate.full_name}, {candidate.series}: to {joined}",
            sentences=(
                (
                    f"{candidate.full_name} leaves {left} and stands at {to} as {self.number}. "
                    f"{counted(candidate.entries.count(), 'entry goes', 'entries go')} along, with results and holds."
                ),
                self._credential(),
                ACCESS[Status(settings_at(candidate.series, to).status)].format(to=to.number),
                f"Questions go to the contact of {to.number}.",
                *self._delay(),
                *later_in_words(left, to, series),
                *holds_joined(to, series),
                (
                    f"{left.number} reads on its page that the candidate has moved elsewhere. The heads of both "
                    "centres find the move in their audit trail."
                ),
            ),
            blocks=tuple(self._blocks()),
            by_two=(*earlier_in_words(left, to, series), *holds_left(left, series), *self._shorter_delay()),
        )

    def apply(self, *, reason: str, by: User) -> None:
        candidate, left, number = self.candidate, self.candidate.centre, self.candidate.number
        people = people_beside(candidate)
        _traces(self.to, candidate).filter(number=self.number).delete()
        candidate.centre, candidate.number = self.to, self.number
        candidate.save(update_fields=["centre", "number"])
        Hold.objects.filter(candidate=candidate, centre=left).update(centre=self.to)
        # The tick was that of the centre which the candidate left.
        SelectedCandidate.objects.filter(candidate=candidate).delete()
        self._leave_trace(left, number, reason, by)
        replace_people(people, by=by)
        details = {"from": f"{left.number} {number}", "to": f"{self.to.number} {self.number}"}
        record(
            "move candidate",
            by=by,
            places=[left, self.to],
            details=details,
            reason=reason,
            series=candidate.series.slug,
            target=str(candidate),
        )

    def asked_for(self) -> AskedFor:
        return AskedFor(
            kind=ChangeRequest.Kind.MOVE_CANDIDATE,
            series=self.candidate.series,
            target=f"candidate {self.candidate.pk}",
            after={"centre": self.to.number, "number": self.number},
        )

    def _credential(self) -> str:
        if not Credential.objects.filter(candidate=self.candidate).exists():
            return "There is no username yet, so none ends."
        return (
            f"The username and password that {self.candidate.centre.number} has handed out end at once, and every "
            f"session with them: that letter stays behind. Whoever has access at {self.to.number} gets new ones, in a "
            "letter there."
        )

    def _delay(self) -> list[str]:
        before, after = (delay_of(self.candidate.series, centre) for centre in (self.candidate.centre, self.to))
        if before == after:
            return []
        return [f"The delay of {self.to.number} counts: {length(after)} after the release instead of {length(before)}."]

    def _shorter_delay(self) -> list[str]:
        series, left = self.candidate.series, self.candidate.centre
        if delay_of(series, self.to) >= delay_of(series, left):
            return []
        return [f"{left.number} shows results later than their release, {self.to.number} less so."]

    def _blocks(self) -> list[str]:
        candidate, to = self.candidate, self.to
        blocks = []
        if candidate.centre_id == to.pk:
            blocks.append(f"The candidate is at {to.number} already.")
        if to.closed_at:
            blocks.append(f"{to.number} is closed.")
        if candidate.withdrawn:
            blocks.append("The candidate is withdrawn. Take the withdrawal back first.")
        taken = Candidate.objects.filter(series=candidate.series, centre=to, number=self.number)
        if taken.exclude(pk__in=_traces(to, candidate)).exclude(pk=candidate.pk).exists():
            blocks.append(f"{to.number} {self.number} is somebody else's number in {candidate.series}.")
        person = NamedPerson(
            key=0,
            centre_number=to.number,
            number=self.number,
            name=f"{candidate.given_names} {candidate.family_name}",
            candidate_uid=candidate.candidate_uid,
        )
        return [*blocks, *in_both_kinds(candidate.series, person)]

    def _leave_trace(self, left: Centre, number: str, reason: str, by: User) -> None:
        """A withdrawn row where the candidate was, as after a load that withdraws here and enters there.

        By it the centre reads of the move, and files that name the row again find it.
        """
        who = {name: getattr(self.candidate, name) for name in WHO}
        trace = Candidate.objects.create(
            series=self.candidate.series, centre=left, number=number, withdrawn=True, **who
        )
        record_staff_candidate(trace, before=None, by=by.email, reason=reason)


def read(_series: Series, target: str) -> dict[str, Any]:
    """How the candidate stands now, locked."""
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("centre")
    candidate = rows.filter(pk=key_in(target)).first()
    if candidate is None:
        return {"centre": "", "number": ""}
    centre = candidate.centre
    return {
        "centre": centre.number,
        "number": candidate.number,
        "person": candidate.person,
        "kept back by": kept_back_at(centre, [candidate.series_id]),
    }


def change_of(request: ChangeRequest) -> MoveCandidate | None:
    """The move that a request asks for; None where one of both isn't there any more."""
    rows = Candidate.objects.select_related("series", "centre")
    candidate = rows.filter(pk=key_in(request.target)).first()
    to = Centre.objects.filter(number=request.after["centre"]).first()
    if candidate is None or to is None:
        return None
    return MoveCandidate(candidate=candidate, to=to, number=request.after["number"])


def page_of(candidate: Candidate) -> str:
    """The address of the page that moves this candidate."""
    return reverse("board_changes:move", args=[candidate.pk])


def _traces(centre: Centre, candidate: Candidate) -> Any:
    """Rows that this very person left behind at `centre` earlier, with nothing in them."""
    who = {name: getattr(candidate, name) for name in WHO}
    return Candidate.objects.filter(
        centre=centre, series=candidate.series, withdrawn=True, entries=None, credential=None, **who
    )
