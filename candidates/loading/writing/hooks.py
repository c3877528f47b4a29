"""Where rooms above hear of candidates that are about to change. They connect a receiver; nothing here knows them."""

from dataclasses import dataclass
from datetime import date

from django.dispatch import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateDetails:
    """What a candidate's row says."""

    family_name: str
    given_names: str
    date_of_birth: date | None
    email: str
    teaching_group: str
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateChange:
    """A stored candidate, known by primary key and codes: what the row says now and what it will say."""

    candidate_id: int
    series: str
    centre_number: str
    candidate_number: str
    old: CandidateDetails
    new: CandidateDetails


# Sent once for each load, inside its transaction, before the first changed candidate is written:
# `changes` (a list of `CandidateChange`), `by` (who loads). An exception of a receiver ends the load.
candidates_changing = Signal()
