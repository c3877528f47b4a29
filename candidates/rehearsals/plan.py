"""What a rehearsal will bring, said before anything is written."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from candidates.rehearsals.exams import current_exams, first_exams, titles
from candidates.rehearsals.invent import made_up_candidates
from candidates.rehearsals.make import WantedRehearsal, check_name
from candidates.rehearsals.places import MadeUpCentre, candidate_numbers, made_up_centres, shared_out
from centres.models import Centre

# So many candidates of the first centre are named as examples.
EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCentre:
    """A centre, and how many made-up candidates it gets."""

    number: str
    name: str
    candidates: int
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalPlan:
    """Everything that staff see before they confirm."""

    name: str
    candidates: int
    seed: int
    opens_at: datetime
    centres: tuple[PlannedCentre, ...]
    qualifications: tuple[str, ...]
    syllabuses: int
    adds_syllabuses: bool
    examples: tuple[str, ...]

    @property
    def new_centres(self) -> int:
        """How many centres are made up along with it."""
        return sum(centre.is_new for centre in self.centres)

    @property
    def digest(self) -> str:
        """By this a form that confirms says what was shown."""
        return sha256(json.dumps(asdict(self), default=str).encode()).hexdigest()[:32]


def plan_of(wanted: WantedRehearsal) -> RehearsalPlan:
    """What `make_rehearsal` would write. Raises `RehearsalNotPossible` or `TooManyCandidates`."""
    check_name(wanted.name)
    stored = current_exams()
    exams = stored or first_exams()
    places: Sequence[Centre | MadeUpCentre] = wanted.centres or made_up_centres(wanted.places)
    known = set(Centre.objects.filter(number__in=[place.number for place in places]).values_list("number", flat=True))
    shares = shared_out(wanted.candidates, places)
    centres = tuple(
        PlannedCentre(number=place.number, name=place.name, candidates=count, is_new=place.number not in known)
        for place, count in shares
    )
    # The first centre has as many candidates as any.
    most = shares[0][1]
    numbers = candidate_numbers(most)
    people = made_up_candidates(min(most, EXAMPLES), seed=wanted.seed, place=0, exams=exams)
    called = titles()
    return RehearsalPlan(
        name=wanted.name,
        candidates=wanted.candidates,
        seed=wanted.seed,
        opens_at=wanted.opens_at,
        centres=centres,
        qualifications=tuple(called[code] for code in sorted({exam.qualification for exam in exams})),
        syllabuses=len({exam.syllabus for exam in exams}),
        adds_syllabuses=not stored,
        examples=tuple(
            f"{number} {person.given_names} {person.family_name}"
            for number, person in zip(numbers, people, strict=False)
        ),
    )
