"""What stands beside or in the place of a grade and is the same at every board; `candidates.grades` has the rest."""

from candidates.awards import LOWER_AWARDS
from candidates.grades.words import NOT_THERE, OutcomeWords, spelled
from candidates.models import Cause

_AWARDS = {"AS": "This is an AS Level grade. The A Level was not reached."}

__all__ = ["NOT_THERE", "STOPPED", "award_in_words", "cause_in_words", "endorsement_in_words", "held"]

STOPPED = OutcomeWords(
    name="Not available at the moment",
    meaning="The board has stopped showing this result for now.",
    next="It appears here when the board shows it again. You don't need to do anything.",
)


def held(words: str) -> OutcomeWords:
    """What stands in the place of a grade while a result is held; `words` are the board's."""
    return OutcomeWords(name="HELD", meaning=words, next="It appears here when it is ready.")


def award_in_words(qualification_code: str, grade: str) -> str:
    """What a grade of another scale than its qualification's awards, "" for one of its own.

    A candidate who misses the A Level may be awarded the AS Level, with its small letter.
    """
    lower = LOWER_AWARDS.get(qualification_code, "")
    if lower and grade.islower():
        return _AWARDS[lower]
    return ""


def cause_in_words(cause: str) -> str:
    """Why a result was corrected, to follow the date; "" where that isn't told."""
    return str(Cause(cause).label) if cause in Cause.values else ""


def endorsement_in_words(endorsement: str) -> str:
    """The endorsement that stands beside a grade: "Speaking: 1 (ONE)", "Speaking: Merit"; "" for none."""
    if not endorsement:
        return ""
    number = f" ({spelled(endorsement)})" if endorsement.isdecimal() else ""
    return f"Speaking: {endorsement}{number}"
