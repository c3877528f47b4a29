"""Who a candidate is: when a changed row means another person, and what follows from it."""

from candidates.identity.moves import moved_away
from candidates.identity.person import Person, another_people
from candidates.identity.replacement import (
    ReplacedPerson,
    people_beside,
    people_of,
    replace_people,
    since_person,
)
from candidates.identity.signals import people_replaced

__all__ = [
    "Person",
    "ReplacedPerson",
    "another_people",
    "moved_away",
    "people_beside",
    "people_of",
    "people_replaced",
    "replace_people",
    "since_person",
]
