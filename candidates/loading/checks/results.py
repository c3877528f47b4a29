"""Whether a result can be: a grade or an outcome, a grade of its scale, a mark that fits."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from candidates.awards import LOWER_AWARDS, awarded
from candidates.grades.words import Band
from candidates.models import Outcome

Scales = Mapping[str, tuple[str, ...]]
Bands = Callable[[str], Mapping[str, Band]]
# The column, and what is wrong with it.
Wrong = tuple[str, str]
MARK = "percentage_uniform_mark"


def wrong_result(
    values: dict[str, Any], *, scales: Scales, possible: Sequence[str], offered: Collection[str], bands: Bands
) -> Iterator[Wrong]:
    """What is wrong with the result in `values`: columns and texts. Nothing of it is quoted: it is a person's.

    `possible` has the qualifications that the entry may be for, `offered` those that its syllabus leads to. A grade in
    other letters than the scale's, "b" for "B", is replaced where it can mean nothing else.
    """
    grade, outcome = values.get("grade"), values.get("outcome")
    if grade is None or outcome is None:
        return
    if grade and outcome:
        yield "grade, outcome", "both a grade and an outcome, one of them has to be empty"
    if not grade and not outcome:
        yield "grade, outcome", "neither a grade nor an outcome"
    if values.get("endorsement") and outcome and outcome != Outcome.UNGRADED:
        yield "endorsement", "an endorsement stands beside the outcome, which only UNGRADED may have"
    qualification = ""
    if len(possible) == 1:
        qualification = possible[0]
    if grade and possible and all(scales.get(code) for code in possible):
        if qualification:
            grade = _of_the_scale(grade, qualification, scales)
            values["grade"] = grade
        awards = [awarded(qualification=code, grade=grade, offered=offered, scales=scales) for code in possible]
        if not any(awards):
            wanted = ", ".join(f"{code}: {' '.join(scales[code])}" for code in possible)
            yield "grade", f"the grade isn't one of {wanted}"
        elif qualification:
            qualification = awards[0]
    yield from _wrong_mark(grade, outcome, values.get(MARK), qualification, bands)


def _of_the_scale(grade: str, qualification: str, scales: Scales) -> str:
    """The grade of the scale that is meant, or the grade as it is, if it is none or another scale has it.

    A small letter for an A Level is never taken for the capital one: it is an AS grade, whether that is known or not.
    """
    scale = scales[qualification]
    if qualification in LOWER_AWARDS or grade in scale or any(grade in other for other in scales.values()):
        return grade
    meant = [known for known in scale if known.casefold() == grade.casefold()]
    if len(meant) == 1:
        return meant[0]
    return grade


def _wrong_mark(grade: str, outcome: str, mark: int | None, qualification: str, bands: Bands) -> Iterator[Wrong]:
    if mark is None or (grade and outcome):
        return
    if outcome and outcome != Outcome.UNGRADED:
        yield MARK, "a mark stands beside the outcome, which only UNGRADED may have"
        return
    band = _band(grade or outcome, bands(qualification))
    if band and not band.lowest <= mark <= band.highest:
        yield MARK, f"the mark isn't one that goes with the grade in {qualification}"


def _band(grade: str, bands: Mapping[str, Band]) -> Band | None:
    if grade == Outcome.UNGRADED and bands:
        return Band(0, min(band.lowest for band in bands.values()) - 1)
    return bands.get(grade)
