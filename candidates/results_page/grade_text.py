"""Grades, marks and outcomes in words, as a candidate reads them."""

from dataclasses import dataclass

from candidates.awards import LOWER_AWARDS
from candidates.models import Outcome

_NUMBERS = {
    **{"1": "ONE", "2": "TWO", "3": "THREE", "4": "FOUR", "5": "FIVE"},
    **{"6": "SIX", "7": "SEVEN", "8": "EIGHT", "9": "NINE"},
}
_AWARDS = {"AS": "This is an AS Level grade. The A Level was not reached."}
_PRE_U = {"D": "Distinction", "M": "Merit", "P": "Pass"}

# Which marks go with which grade, in words; the scales that aren't here have none, or none that is told.
_UPPER = (
    "A* is 90 to 100, A is 80 to 89, B is 70 to 79, C is 60 to 69, D is 50 to 59, E is 40 to 49, "
    "F is 30 to 39 and G is 20 to 29."
)
_UPPER_TO_E = "A* is 90 to 100, A is 80 to 89, B is 70 to 79, C is 60 to 69, D is 50 to 59 and E is 40 to 49."
_AS = "a is 80 to 100, b is 70 to 79, c is 60 to 69, d is 50 to 59 and e is 40 to 49."
_MARKS = {"IGCSE": _UPPER, "OLEVEL": _UPPER_TO_E, "ALEVEL": _UPPER_TO_E, "AS": _AS}


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeWords:
    """A grade twice over, so that nobody can alter a print of it: "B" with "(b)", "9" with " (NINE)"."""

    symbol: str
    words: str

    def __str__(self) -> str:
        return f"{self.symbol}{self.words}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeWords:
    """What stands in the place of a grade: its name, what it means, and what happens next."""

    name: str
    meaning: str
    next: str


OUTCOMES = {
    Outcome.PENDING: OutcomeWords(
        name="PENDING",
        meaning="This result is still being worked on.",
        next="It appears here when it is ready. You don't need to do anything.",
    ),
    Outcome.NO_RESULT: OutcomeWords(
        name="NO RESULT",
        meaning="There isn't a result, because not every part of this syllabus was completed.",
        next="Your school can tell you which part, and what you can do now.",
    ),
    Outcome.TO_BE_ISSUED: OutcomeWords(
        name="TO BE ISSUED",
        meaning="This result comes with a later series.",
        next="Your school can tell you which one.",
    ),
    Outcome.UNGRADED: OutcomeWords(
        name="UNGRADED",
        meaning="The mark is below the lowest grade of this qualification.",
        next="It isn't printed on certificates. Your school can tell you what you can do now.",
    ),
}

NOT_THERE = OutcomeWords(
    name="Not available yet",
    meaning="This result isn't available yet.",
    next="It appears here when it is. Your school can tell you more.",
)
STOPPED = OutcomeWords(
    name="Not available at the moment",
    meaning="The board has stopped showing this result for now.",
    next="It appears here when the board shows it again. You don't need to do anything.",
)


def held(words: str) -> OutcomeWords:
    """What stands in the place of a grade while a result is held; `words` are the board's."""
    return OutcomeWords(name="HELD", meaning=words, next="It appears here when it is ready.")


def grade_in_words(grade: str) -> GradeWords:
    """The grade with its words beside it, whatever the scale: `B(b)`, `A*(a*)`, `9 (NINE)`, `D1 (Distinction 1)`.

    Double awards have two grades: `A*A(a*a)`, `98 (NINE EIGHT)`.
    """
    if grade and set(grade) <= _NUMBERS.keys():
        return GradeWords(symbol=grade, words=f" ({' '.join(_NUMBERS[digit] for digit in grade)})")
    if len(grade) == 2 and grade[0] in _PRE_U and grade[1].isdigit():
        return GradeWords(symbol=grade, words=f" ({_PRE_U[grade[0]]} {grade[1]})")
    return GradeWords(symbol=grade, words=f"({grade.lower()})")


def award_in_words(qualification_code: str, grade: str) -> str:
    """What a grade of another scale than its qualification's awards, "" for one of its own.

    A candidate who misses the A Level may be awarded the AS Level, with its small letter.
    """
    lower = LOWER_AWARDS.get(qualification_code, "")
    if lower and grade.islower():
        return _AWARDS[lower]
    return ""


def endorsement_in_words(endorsement: str) -> str:
    """The endorsement that stands beside a grade: "Speaking: 1 (ONE)", "Speaking: Merit"; "" for none."""
    if not endorsement:
        return ""
    return f"Speaking: {endorsement}{_number_in_words(endorsement)}"


def _number_in_words(text: str) -> str:
    if text in _NUMBERS:
        return f" ({_NUMBERS[text]})"
    return ""


def outcome_in_words(outcome: str) -> OutcomeWords:
    """What the outcome means. One that isn't known reads as a result that isn't available yet."""
    if outcome not in Outcome.values:
        return NOT_THERE
    return OUTCOMES[Outcome(outcome)]


def marks_in_words(qualification_code: str) -> str:
    """Which marks go with which grade of this qualification, or "" where that isn't told."""
    return _MARKS.get(qualification_code, "")
