"""What files would open earlier because a centre has another country, or a candidate another centre.

A file moves nobody from centre to centre: it names the same person at another one. For the person it is the same.
No file adds candidates to a centre that is closed.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from candidates.embargo.earlier_openings import earlier_openings, holds_of_centre
from candidates.loading.errors import LoadRefused, Problem
from candidates.loading.planning.candidates import UID
from candidates.loading.planning.plan import Key, LoadPlan, PlannedRow, TablePlan, Values
from candidates.loading.planning.releases import in_words
from candidates.loading.planning.stored import Stored
from candidates.models import Candidate, Hold, ReleaseException
from centres.models import Centre

COUNTRY = 1
NAME = slice(0, 3)


def opened_by_places(plan: LoadPlan, stored: Stored) -> list[str]:
    """What would open earlier, in words."""
    series = [pk for name in plan.series if (pk := stored["series"].pks.get((name,)))]
    centres = _centres_after(plan)
    return sorted({*_by_countries(plan, centres), *_by_people(plan, stored, centres, series)})


def check_closed_centres(candidates: TablePlan) -> None:
    """Raise `LoadRefused` where files have candidates of a closed centre that it didn't have when it was closed."""
    if not candidates.new:
        return
    closed = {centre.number: centre for centre in Centre.objects.exclude(closed_at=None).select_related("merged_into")}
    problems = []
    for row in candidates.new:
        centre = closed.get(row.key[1])
        if centre is not None:
            text = f"the centre {centre.number} is closed"
            if centre.merged_into:
                text += f", and was merged into {centre.merged_into.number}: name its candidates there"
            problems.append(Problem(candidates.file, row.line, text, "centre_number", "the centre is closed"))
    if problems:
        raise LoadRefused(problems)


def _centres_after(plan: LoadPlan) -> dict[str, Centre]:
    """The centres by number, each with the country that it has after the load."""
    centres = {centre.number: centre for centre in Centre.objects.all()}
    table = plan.tables.get("centres")
    if table is None:
        return centres
    for row in (*table.new, *table.changed):
        number = row.key[0]
        known = centres.get(number)
        centres[number] = Centre(pk=known.pk if known else None, number=number, country=row.new[COUNTRY])
    return centres


def _by_countries(plan: LoadPlan, centres: dict[str, Centre]) -> Iterator[str]:
    table = plan.tables.get("centres")
    for row in table.changed if table else ():
        number, country = row.key[0], (row.old or row.new)[COUNTRY]
        if country == row.new[COUNTRY]:
            continue
        after = centres[number]
        before = Centre(pk=after.pk, number=number, country=country)
        for opening in earlier_openings(before=before, after=after):
            place = f"{opening.release.series} {opening.release.qualification.code} {number}"
            yield f"{place}, {country} → {after.country}: {in_words(opening.before)} → {in_words(opening.after)}"


def _by_people(plan: LoadPlan, stored: Stored, centres: dict[str, Centre], series: list[int]) -> Iterator[str]:
    """People whom the files name at another centre than the one whose exception or hold keeps their results back."""
    table = plan.tables.get("candidates")
    if table is None or not (table.new or table.changed):
        return
    known = _people_at(_centres_with_something_of_their_own(series), stored)
    pairs: dict[tuple[str, str, str], list[str]] = {}
    for row in _said_anew(table):
        name, number, candidate = row.key
        for left, earlier in _same_people(row, known):
            if left == number:
                continue
            place = (name, left, number)
            if place not in pairs:
                pairs[place] = list(_openings(stored["series"].pks[name,], centres[left], centres[number]))
            for words in pairs[place]:
                yield f"{name} {left} {earlier} is {number} {candidate}: {words}"
            yield from _own_holds(stored["candidates"].pks[name, left, earlier], f"{name} {left} {earlier}")


def _centres_with_something_of_their_own(series: list[int]) -> set[str]:
    """The numbers of the centres whose candidates' results wait for something that others' results don't wait for."""
    exceptions = ReleaseException.objects.filter(release__series__in=series)
    holds = Hold.objects.filter(series__in=series, ended_at=None)
    of_them = Q(pk__in=exceptions.values("centre")) | Q(country__in=exceptions.exclude(country="").values("country"))
    of_them |= Q(pk__in=holds.values("centre")) | Q(pk__in=holds.values("candidate__centre"))
    return set(Centre.objects.filter(of_them).values_list("number", flat=True))


def _people_at(centres: set[str], stored: Stored) -> dict[Values, list[Key]]:
    """Who stands at these centres: the keys of their rows, by the identifier and by name and date of birth."""
    people: dict[Values, list[Key]] = {}
    if not centres:
        return people
    for key, values in stored["candidates"].values.items():
        if key[1] in centres:
            for who in _identities(key, values):
                people.setdefault(who, []).append(key)
    return people


def _said_anew(table: TablePlan) -> Iterator[PlannedRow]:
    yield from table.new
    for row in table.changed:
        if set(_identities(row.key, row.new)) != set(_identities(row.key, row.old or ())):
            yield row


def _same_people(row: PlannedRow, known: dict[Values, list[Key]]) -> set[tuple[str, str]]:
    """Centre and number of the rows that say the same person."""
    return {(key[1], key[2]) for who in _identities(row.key, row.new) for key in known.get(who, ())}


def _identities(key: Key, values: Values) -> Iterator[Values]:
    """By what somebody is known within a series: as `identity.moves` says it."""
    family, given, born = values[NAME]
    if values[UID]:
        yield key[0], "identifier", values[UID]
    if born:
        yield key[0], "name", family, given, born


def _openings(series: int, left: Centre, joined: Centre) -> Iterator[str]:
    for opening in earlier_openings(before=left, after=joined, series=[series]):
        yield f"{opening.release.qualification.code}: {in_words(opening.before)} → {in_words(opening.after)}"
    for hold in holds_of_centre(left, [series]):
        yield f"leaves the {hold.get_kind_display().lower()} of {left.number}"


def _own_holds(candidate: Any, named: str) -> Iterator[str]:
    if Candidate.objects.filter(pk=candidate, holds__ended_at=None, holds__isnull=False).exists():
        yield f"{named}: a hold of this candidate isn't one of the new row"
