"""Notices that another person stands under a candidate number, and ends what belonged to the person before.

before = people_of(Candidate.objects.filter(series=series))
…                                   # change the rows
replace_people(before, by=actor)    # in the same transaction
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from candidates.identity.person import Person, another_people
from candidates.identity.signals import people_replaced
from candidates.models import Candidate, Series
from centres.models import Centre
from results_portal import audit
from results_portal.audit import Actor

CHUNK = 500
# The trail names so many candidates of a centre; of more, it says how many they are.
MOST_NAMED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacedPerson:
    """A candidate's row that means another person now. `left` is the centre where it stood before."""

    candidate_pk: int
    series: Series
    centre: Centre
    number: str
    left: Centre

    def __str__(self) -> str:
        moved = ""
        if self.left != self.centre:
            moved = f" (from {self.left.number})"
        return f"{self.series} {self.centre.number} {self.number}{moved}"


def people_of(candidates: QuerySet[Candidate]) -> dict[int, Person]:
    """Who these candidates are now, by primary key. One query."""
    rows = candidates.order_by().values_list(
        "pk", "series_id", "centre_id", "given_names", "family_name", "date_of_birth", "candidate_uid"
    )
    return {
        pk: Person(series=series, centre=centre, name=f"{given} {family}", date_of_birth=born, candidate_uid=uid)
        for pk, series, centre, given, family, born, uid in rows.iterator(2_000)
    }


def people_beside(candidate: Candidate) -> dict[int, Person]:
    """Who is in this candidate's row, locked until the transaction ends, and in the others of its centre and series.

    As the database has them: `candidate` may hold changes that aren't saved yet. Empty for a new candidate.
    """
    stored = Candidate.objects.select_for_update().filter(pk=candidate.pk).first()
    if stored is None:
        return {}
    return people_of(Candidate.objects.filter(series=stored.series, centre=stored.centre))


def replace_people(
    before: Mapping[int, Person], *, by: Actor, also: Collection[int] = frozenset()
) -> list[ReplacedPerson]:
    """End what belonged to the people whose rows mean somebody else than in `before`; returns those rows.

    `also` are the keys of rows of which somebody says so, whatever the rule takes them for. Call it within the
    transaction that changed the rows, when that is done. It notes since when the person now there stands in the row,
    leaves one audit entry for each centre and series, and sends `people_replaced`.
    """
    with transaction.atomic():
        after = _people_now(before)
        keys = sorted(another_people(before, after) | set(also))
        if not keys:
            return []
        replaced = _replaced(keys, before)
        for chunk in batched(keys, CHUNK):
            Candidate.objects.filter(pk__in=chunk).update(person=F("person") + 1, person_since=Now())
        people_replaced.send(Candidate, replaced=replaced, by=by)
        _record(replaced, by)
    return replaced


def since_person(time: str) -> Q:
    """The condition on a row with a key `candidate` under which its `time` belongs to the person who is there now."""
    return Q(candidate__person_since__isnull=True) | Q(**{f"{time}__gte": F("candidate__person_since")})


def _people_now(before: Mapping[int, Person]) -> dict[int, Person]:
    after: dict[int, Person] = {}
    for chunk in batched(before, CHUNK):
        after |= people_of(Candidate.objects.filter(pk__in=chunk))
    return after


def _replaced(keys: Iterable[int], before: Mapping[int, Person]) -> list[ReplacedPerson]:
    centres = Centre.objects.in_bulk({before[key].centre for key in keys})
    replaced: list[ReplacedPerson] = []
    for chunk in batched(keys, CHUNK):
        candidates = Candidate.objects.filter(pk__in=chunk).select_related("series", "centre")
        replaced.extend(
            ReplacedPerson(
                candidate_pk=candidate.pk,
                series=candidate.series,
                centre=candidate.centre,
                number=candidate.number,
                left=centres[before[candidate.pk].centre],
            )
            for candidate in candidates
        )
    return sorted(replaced, key=str)


def _record(replaced: Sequence[ReplacedPerson], by: Actor) -> None:
    """One entry in the chain of each centre concerned; of a candidate who moved, in both."""
    numbers: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for person in replaced:
        for centre in {person.centre.number, person.left.number}:
            numbers[centre, person.series.slug].append(person.number)
    for (centre_number, series), named in sorted(numbers.items()):
        details: dict[str, object] = {"candidates": len(named)}
        if len(named) <= MOST_NAMED:
            details["numbers"] = named
        audit.record("replace candidate", by=by, centre_number=centre_number, series=series, details=details)
