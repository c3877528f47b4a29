"""Grades, marks and outcomes in words, as a candidate reads them. Plain values, wherever they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_NUMBERS = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")


@dataclass(frozen=True, slots=True)
class Band:
    """Percentage uniform marks from `lowest` to `highest`, both included."""

    lowest: int
    highest: int


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


@dataclass(frozen=True, slots=True)
class GradeDetail:
    """What one grade of a scale has beside it, and its band; a scale without published marks has none."""

    words: str
    band: Band | None = None


# Stands in the place of a result that isn't there, and of an outcome that nobody knows.
NOT_THERE = OutcomeWords(
    name="Not available yet",
    meaning="This result isn't available yet.",
    next="It appears here when it is. Your school can tell you more.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """All words at one time: `grades` by the code of the qualification and the grade, `outcomes` by their names."""

    grades: Mapping[tuple[str, str], GradeDetail] = field(default_factory=dict)
    outcomes: Mapping[str, OutcomeWords] = field(default_factory=dict)

    def grade(self, qualification: str, grade: str) -> GradeWords:
        """The grade with its words beside it: `B(b)`, `A*(a*)`, `9 (NINE)`, `D1 (Distinction 1)`.

        What the board has no words for, such as double awards, is spelled: `A*A(a*a)`, `98 (NINE EIGHT)`.
        """
        detail = self.grades.get((qualification, grade))
        words = spelled(grade)
        if detail:
            words = detail.words
        return GradeWords(symbol=grade, words=beside(grade, words))

    def outcome(self, outcome: str) -> OutcomeWords:
        """What the outcome means. One that isn't known reads as a result that isn't available yet."""
        return self.outcomes.get(outcome, NOT_THERE)

    def bands(self, qualification: str) -> dict[str, Band]:
        """Which marks go with which grade, best first; none where that isn't told."""
        found = {
            grade: detail.band for (code, grade), detail in self.grades.items() if code == qualification and detail.band
        }
        return dict(sorted(found.items(), key=lambda item: -item[1].lowest))

    def marks(self, qualification: str) -> str:
        """The same in a sentence: "a is 80 to 100, b is 70 to 79 and c is 60 to 69.", or ""."""
        parts = [f"{grade} is {band.lowest} to {band.highest}" for grade, band in self.bands(qualification).items()]
        if len(parts) < 2:
            return "".join(f"{part}." for part in parts)
        return f"{', '.join(parts[:-1])} and {parts[-1]}."


def spelled(grade: str) -> str:
    """A grade in other signs: digits as words, letters as small ones."""
    if grade and all(sign in "0123456789" for sign in grade):
        return " ".join(_NUMBERS[int(sign)] for sign in grade)
    return grade.lower()


def beside(grade: str, words: str) -> str:
    """What is printed after the grade: "(b)", " (NINE)", or nothing where there are no words."""
    if not words:
        return ""
    if words == grade.lower():
        return f"({words})"
    return f" ({words})"
