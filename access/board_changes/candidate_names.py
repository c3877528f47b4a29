"""A candidate renamed: the same person, better spelled or under a new name, or another person under the number.

Staff are asked which. A password belongs to a person: where the service takes the two for different people it ends even
if staff say that they are one, for a letter too many is printed sooner than one person's results are shown to another.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Self

from access.board_changes.change import Change, Preview
from access.board_changes.consequences import in_both_kinds, locked_candidate, record, renew_letters
from access.granting.holdings import holdings_of
from access.models import Credential
from candidates.history.former_results import withdraw_former_results
from candidates.history.record import record_staff_candidate, stored_values
from candidates.identity import Person, another_people, people_beside, people_of, replace_people
from candidates.identity.rehearsed import NamedPerson
from candidates.models import Candidate
from centres.models import User
from results_portal.text.counted import counted

FIELDS = ("family_name", "given_names", "date_of_birth", "candidate_uid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Who somebody is, as the board has it."""

    family_name: str
    given_names: str
    date_of_birth: date | None
    candidate_uid: str

    def fields(self) -> dict[str, Any]:
        """The parts under the names of the candidate's columns."""
        return {name: getattr(self, name) for name in FIELDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameCandidate(Change):
    """`candidate` is called `name` afterwards; `is_another` says that this is another person."""

    permission: ClassVar[str] = "candidates.move_candidate"

    candidate: Candidate
    name: Name
    is_another: bool

    def locked(self) -> Self:
        return replace(self, candidate=locked_candidate(self.candidate.pk))

    def preview(self) -> Preview:
        candidate = self.candidate
        before = {name: getattr(candidate, name) for name in FIELDS}
        changed = [name for name, value in self.name.fields().items() if before[name] != value]
        sentences = [f"{_label(name)}: {_text(before[name])} → {_text(self.name.fields()[name])}" for name in changed]
        if self._ends_access():
            sentences += self._of_another()
        else:
            sentences += self._of_the_same()
        blocks = []
        if not changed and not self.is_another:
            blocks.append("Nothing would change.")
        blocks += in_both_kinds(candidate.series, self._named())
        return Preview(
            what=f"{candidate.centre.number} {candidate.number} {candidate.full_name}, {candidate.series}",
            sentences=tuple(sentences),
            blocks=tuple(blocks),
        )

    def apply(self, *, reason: str, by: User) -> None:
        candidate = self.candidate
        said, people = stored_values(candidate), people_beside(candidate)
        for name, value in self.name.fields().items():
            setattr(candidate, name, value)
        candidate.save(update_fields=list(FIELDS))
        record_staff_candidate(candidate, before=said, by=by.email, reason=reason)
        also = {candidate.pk} if self.is_another else set()
        replaced = replace_people(people, by=by, also=also)
        if self.is_another:
            withdraw_former_results([candidate.pk], entries=(), results=())
        if not replaced:
            renew_letters(candidate.series, candidate.centre, by)
        record(
            "rename candidate",
            by=by,
            places=[candidate.centre],
            details={"number": candidate.number, "another person": bool(replaced)},
            reason=reason,
            series=candidate.series.slug,
            target=candidate.number,
        )

    def _named(self) -> NamedPerson:
        return NamedPerson(
            key=0,
            centre_number=self.candidate.centre.number,
            number=self.candidate.number,
            name=f"{self.name.given_names} {self.name.family_name}",
            candidate_uid=self.name.candidate_uid,
        )

    def _ends_access(self) -> bool:
        return self.is_another or self._taken_for_another()

    def _taken_for_another(self) -> bool:
        """Whether the rule takes the row for another person's afterwards."""
        candidate = self.candidate
        beside = people_of(Candidate.objects.filter(series=candidate.series, centre=candidate.centre))
        then = Person(
            series=candidate.series_id,
            centre=candidate.centre_id,
            name=f"{self.name.given_names} {self.name.family_name}",
            date_of_birth=self.name.date_of_birth,
            candidate_uid=self.name.candidate_uid,
        )
        return bool(another_people(beside, {candidate.pk: then}))

    def _of_another(self) -> list[str]:
        candidate = self.candidate
        sentences = []
        if not self.is_another:
            sentences.append(
                "You say that this is the same person, but name and date of birth (or the identifier) say another one. "
                "To be safe the way in ends all the same."
            )
        if Credential.objects.filter(candidate=candidate).exists():
            sentences.append(
                "The username and password end at once, and every session with them. The letter that was handed out "
                "opens nothing any more. Where the centre gives access there are new ones, in a new letter."
            )
        else:
            sentences.append("There is no username yet, so none ends.")
        if self.is_another:
            count = candidate.entries.filter(withdrawn=False).count()
            sentences.append(
                f"{counted(count, 'entry was', 'entries were')} the earlier person's: withdrawn with what belongs to "
                "them. Enter the person who is there now with the next load."
            )
        else:
            sentences.append("Entries and results stay.")
        return sentences

    def _of_the_same(self) -> list[str]:
        candidate = self.candidate
        sentences = ["It is the same person: username, password and sessions stay, with all entries and results."]
        held = holdings_of(series=candidate.series, centre=candidate.centre)
        if candidate.pk in held.taken | held.sent:
            sentences.append("The letter that was handed out says the old name, and is marked as out of date.")
        return sentences


def _label(name: str) -> str:
    label = name.replace("_", " ").replace("candidate uid", "identifier")
    return label[:1].upper() + label[1:]


def _text(value: Any) -> str:
    return str(value) if value else "none"
