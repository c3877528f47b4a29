"""The rule that says when the row of a candidate number means another person than before.

A credential belongs to a person, not to a number. A corrected spelling or date of birth leaves the person the same;
another name with another date of birth doesn't. Where it can't be told, the row counts as another person's: a letter
too many is printed sooner than one person's results are shown to another.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date

from candidates.identity.names import Words, is_spelling_of, share_a_word, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What tells people apart. `candidate_uid` is the board's own identifier, "" where it gives none."""

    series: int
    centre: int
    name: str
    date_of_birth: date | None = None
    candidate_uid: str = ""

    @property
    def words(self) -> Words:
        """The name as it is compared."""
        return words_of(self.name)


def another_people[Key: Hashable](before: Mapping[Key, Person], after: Mapping[Key, Person]) -> set[Key]:
    """The keys of the rows that mean another person `after` a change than `before`.

    `before` holds the other rows of the same series and centre as well: a row that now says what another one said
    before had its number swapped, even if the two people share a name or a birthday. Rows that are in `after` alone are
    new, and mean nobody else.
    """
    changed = {key: person for key, person in after.items() if key in before and before[key] != person}
    places = {(person.series, person.centre) for person in changed.values()}
    rows_of = defaultdict(set)
    for key, person in before.items():
        if (person.series, person.centre) in places:
            rows_of[_identity(person)].add(key)
    return {
        key
        for key, person in changed.items()
        if _is_another(before[key], person, said_by_another_row=bool(rows_of[_identity(person)] - {key}))
    }


def _is_another(before: Person, after: Person, *, said_by_another_row: bool) -> bool:
    if (before.series, before.centre) != (after.series, after.centre):
        # The letter stays behind with the centre that the candidate left.
        return True
    if before.candidate_uid and after.candidate_uid:
        return before.candidate_uid != after.candidate_uid
    if _identity(before) == _identity(after):
        return False
    return said_by_another_row or _described_otherwise(before, after)


def _described_otherwise(before: Person, after: Person) -> bool:
    """Whether name and date of birth together describe somebody else."""
    if before.words == after.words:
        return False
    if before.date_of_birth is None or after.date_of_birth is None:
        return not is_spelling_of(before.words, after.words)
    if before.date_of_birth != after.date_of_birth:
        return True
    # Families change their names and keep a given name. Two people of one school may share a birthday.
    return not share_a_word(before.words, after.words)


def _identity(person: Person) -> tuple[int, int, Words, date | None]:
    return person.series, person.centre, person.words, person.date_of_birth
