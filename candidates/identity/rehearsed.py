"""Whether somebody stands in a rehearsal and in a real series: nobody real is ever rehearsed with."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched

from django.db.models import QuerySet

from candidates.identity.names import Words, words_of
from candidates.models import Candidate

# SQLite takes so many values in one statement at the most, centres' and numbers together.
CHUNK = 400
Place = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPerson:
    """Somebody as files or forms name them. `key` is the line of a file, or the caller's own."""

    key: int
    centre_number: str
    number: str
    name: str
    candidate_uid: str = ""


def on_the_other_side(people: Iterable[NamedPerson], *, is_rehearsal: bool) -> list[NamedPerson]:
    """Those of `people`, who are of a rehearsal or not, who stand in a series of the other kind already.

    The same person is who has the board's identifier, or the same name under the same number at the same centre.
    """
    others = Candidate.objects.filter(series__is_rehearsal=not is_rehearsal).order_by()
    if not others.exists():
        return []
    found: list[NamedPerson] = []
    for some in batched(people, CHUNK):
        known = _names_of(others, some)
        uids = {person.candidate_uid for person in some if person.candidate_uid}
        same = set(others.filter(candidate_uid__in=uids).values_list("candidate_uid", flat=True))
        found += [person for person in some if person.candidate_uid in same or _is_known(person, known)]
    return found


def _names_of(others: QuerySet[Candidate], people: Sequence[NamedPerson]) -> dict[Place, set[Words]]:
    """The names under these numbers at these centres, each as it is compared."""
    numbers = {person.number for person in people}
    centres = {person.centre_number for person in people}
    rows = others.filter(centre__number__in=centres, number__in=numbers)
    known: dict[Place, set[Words]] = defaultdict(set)
    for centre, number, given, family in rows.values_list(
        "centre__number", "number", "given_names", "family_name"
    ).iterator(CHUNK):
        known[centre, number].add(words_of(f"{given} {family}"))
    return known


def _is_known(person: NamedPerson, known: dict[Place, set[Words]]) -> bool:
    return words_of(person.name) in known.get((person.centre_number, person.number), ())
