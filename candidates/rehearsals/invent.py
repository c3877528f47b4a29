"""Made-up candidates with plausible results. The same seed gives the same rows, whatever runs before or beside it.

Each centre has its own stream of chance, and candidates come one by one: however many there are, little is in memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from candidates.grades.words import Band
from candidates.models import Outcome
from candidates.rehearsals.made_up_names import made_up_name

BORN_FROM, BORN_DAYS = date(2007, 9, 1), 3 * 365
FEWEST, MOST = 3, 9
GROUPS = ("10A", "10B", "11A", "11B", "11C", "12A", "12B", "13A")
# Of so many results one is an outcome instead of a grade.
OUTCOMES = {Outcome.PENDING: 150, Outcome.NO_RESULT: 120, Outcome.TO_BE_ISSUED: 400}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """What somebody can be entered for: a syllabus to one of its qualifications, with options, scale and bands."""

    syllabus: str
    title: str
    qualification: str
    options: tuple[str, ...]
    grades: tuple[str, ...]
    bands: tuple[tuple[str, Band], ...] = ()

    def mark_for(self, grade: str, random: Random) -> int | None:
        """A mark that goes with the grade; None where none is published. "" stands for ungraded."""
        bands = dict(self.bands)
        if not bands:
            return None
        if not grade:
            return random.randint(0, max(0, min(band.lowest for band in bands.values()) - 1))
        band = bands.get(grade)
        return random.randint(band.lowest, band.highest) if band else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpResult:
    """An entry with what came of it."""

    exam: Exam
    option: str
    grade: str
    mark: int | None
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpCandidate:
    """Nobody, with results. `position` counts within the centre, from 1."""

    position: int
    family_name: str
    given_names: str
    date_of_birth: date
    group: str
    results: tuple[MadeUpResult, ...]


def made_up_candidates(count: int, *, seed: int, place: int, exams: Sequence[Exam]) -> Iterator[MadeUpCandidate]:
    """The `count` candidates of the centre with the number `place`, in order."""
    random = Random(f"{seed}/{place}")  # noqa: S311 - made up in the open, nothing of it is secret
    for position in range(1, count + 1):
        given, family = made_up_name(random, home=place)
        yield MadeUpCandidate(
            position=position,
            family_name=family,
            given_names=given,
            date_of_birth=BORN_FROM + timedelta(days=random.randrange(BORN_DAYS)),
            group=random.choice(GROUPS),
            results=tuple(_results(random, exams)),
        )


def _results(random: Random, exams: Sequence[Exam]) -> Iterator[MadeUpResult]:
    """Some subjects, each once, in which somebody is about as good as in the others."""
    ability = random.gauss(0.66, 0.16)
    wanted = min(random.randint(FEWEST, MOST), len(exams))
    chosen = {exam.syllabus: exam for exam in random.sample(exams, wanted)}
    for code in sorted(chosen):
        exam = chosen[code]
        option = random.choice(exam.options) if exam.options else ""
        grade, outcome = _said(random, exam, ability + random.gauss(0, 0.1))
        mark = None
        if outcome in ("", Outcome.UNGRADED):
            mark = exam.mark_for(grade, random)
        yield MadeUpResult(exam=exam, option=option, grade=grade, mark=mark, outcome=outcome)


def _said(random: Random, exam: Exam, reached: float) -> tuple[str, str]:
    """A grade, or an outcome in its place. `reached` is 1 for the best there is."""
    for outcome, one_in in OUTCOMES.items():
        if not random.randrange(one_in):
            return "", outcome
    place = int((1 - reached) * (len(exam.grades) + 1))
    if place >= len(exam.grades):
        return "", Outcome.UNGRADED
    return exam.grades[max(0, place)], ""
