"""The address that a candidate's letter goes to: the board's, or the one that an officer gave in its place."""

from collections.abc import Iterable
from hashlib import sha256

from candidates.models import Candidate
from letters.models.mail import CorrectedAddress


def addresses_of(candidates: Iterable[Candidate]) -> dict[int, str]:
    """The present address of each candidate, by key; empty where there is none. One query."""
    people = {candidate.pk: candidate for candidate in candidates}
    found = {pk: person.email for pk, person in people.items()}
    for correction in CorrectedAddress.objects.filter(candidate__in=people):
        if _still_counts(correction, people[correction.candidate_id]):
            found[correction.candidate_id] = correction.address
    return found


def address_of(candidate: Candidate) -> str:
    return addresses_of([candidate])[candidate.pk]


def correct_address(candidate: Candidate, *, address: str, by: str) -> None:
    """From now on letters go to `address`; with the board's own, the correction is forgotten."""
    if address == candidate.email:
        CorrectedAddress.objects.filter(candidate=candidate).delete()
        return
    values = {
        "address": address,
        "board_address": candidate.email,
        "person": _person(candidate),
        "corrected_by": by,
    }
    CorrectedAddress.objects.update_or_create(candidate=candidate, defaults=values)


def _still_counts(correction: CorrectedAddress, candidate: Candidate) -> bool:
    """Not once the board has loaded another address, or somebody else stands under the number."""
    return correction.board_address == candidate.email and correction.person == _person(candidate)


def _person(candidate: Candidate) -> str:
    facts = (candidate.family_name, candidate.given_names, str(candidate.date_of_birth or ""))
    return sha256("\n".join(facts).encode()).hexdigest()
