"""Rehearsals and real series aren't mixed: neither in one load, nor by somebody who stands in both."""

from collections.abc import Iterable, Iterator, Mapping

from candidates.identity.rehearsed import NamedPerson, on_the_other_side
from candidates.loading.errors import Problem
from candidates.loading.rows import CandidateRow
from results_portal.text.rehearsal import is_rehearsal_name

FILE = "candidates.csv"
BOTH = "these files hold a rehearsal and a real series: load each by itself"
REAL_PERSON = "the rehearsal names a candidate of a real series"
MADE_UP_PERSON = "this candidate stands in a rehearsal, and a real series takes nothing of one"
CAUSE = "stands in a rehearsal and in a real series"


def mixed_up(series: Iterable[str], candidates: Iterable[CandidateRow], files: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with these rows of the series with these names."""
    file = files.get("candidates", FILE)
    kinds = {is_rehearsal_name(name) for name in series}
    if len(kinds) > 1:
        yield Problem(file, 1, BOTH)
        return
    is_rehearsal = True in kinds
    people = (_person(row) for row in candidates)
    text = REAL_PERSON if is_rehearsal else MADE_UP_PERSON
    for person in on_the_other_side(people, is_rehearsal=is_rehearsal):
        place = f"{person.centre_number} {person.number}"
        yield Problem(file, person.key, f"{text}: {place}", field="candidate_number", cause=CAUSE)


def _person(row: CandidateRow) -> NamedPerson:
    return NamedPerson(
        key=row.line,
        centre_number=row.centre_number,
        number=row.candidate_number,
        name=f"{row.given_names} {row.family_name}",
        candidate_uid=row.candidate_uid or "",
    )
