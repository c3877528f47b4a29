"""Candidates' rows that will mean another person: what was said of the person before is nothing to them."""

from candidates.identity import Person, another_people
from candidates.loading.planning.candidates import UID
from candidates.loading.planning.plan import Key, TablePlan, Values
from candidates.loading.planning.stored import Stored


def replaced_candidates(candidates: TablePlan, stored: Stored) -> list[Key]:
    """The keys of the candidates under whose numbers another person stands after the load."""
    if not candidates.changed:
        return []
    rows = stored["candidates"].values
    before = {key: _person(key, values, stored) for key, values in rows.items()}
    after = {row.key: _person(row.key, row.new, stored) for row in candidates.changed}
    return sorted(another_people(before, after))


def _person(key: Key, values: Values, stored: Stored) -> Person:
    series, centre, _ = key
    family_name, given_names, date_of_birth = values[:3]
    return Person(
        series=stored["series"].pks[series,],
        centre=stored["centres"].pks[centre,],
        name=f"{given_names} {family_name}",
        date_of_birth=date_of_birth,
        candidate_uid=values[UID],
    )
