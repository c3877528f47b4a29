"""Whether a result can be: a grade or an outcome, a grade of its scale, a mark that fits."""

from collections.abc import Iterator, Mapping
from typing import Any

from candidates.grade_bands import BANDS, Band
from candidates.models import Outcome

Scales = Mapping[str, tuple[str, ...]]


def wrong_result(values: dict[str, Any], *, scales: Scales, qualification: str) -> Iterator[str]:
    """What is wrong with the result in `values`. Nothing of it is quoted: it is a person's.

    A grade in other letters than the scale's, "b" for "B", is replaced where it can mean nothing else.
    """
    grade, outcome = values.get("grade"), values.get("outcome")
    if grade is None or outcome is None:
        return
    if grade and outcome:
        yield "both a grade and an outcome, one of them has to be empty"
    if not grade and not outcome:
        yield "neither a grade nor an outcome"
    scale = scales.get(qualification)
    if grade and scale:
        grade = _of_the_scale(grade, scale, scales)
        values["grade"] = grade
        if grade not in scale:
            yield f"the grade isn't one of {qualification}: {' '.join(scale)}"
    yield from _wrong_mark(grade, outcome, values.get("percentage_uniform_mark"), qualification)


def _of_the_scale(grade: str, scale: tuple[str, ...], scales: Scales) -> str:
    """The grade of the scale that is meant, or the grade as it is, if it is none or another scale has it."""
    if grade in scale or any(grade in other for other in scales.values()):
        return grade
    meant = [known for known in scale if known.casefold() == grade.casefold()]
    if len(meant) == 1:
        return meant[0]
    return grade


def _wrong_mark(grade: str, outcome: str, mark: int | None, qualification: str) -> Iterator[str]:
    if mark is None or (grade and outcome):
        return
    if outcome and outcome != Outcome.UNGRADED:
        yield "a mark stands beside the outcome, which only UNGRADED may have"
        return
    band = _band(grade or outcome, qualification)
    if band and not band.lowest <= mark <= band.highest:
        yield f"the mark isn't one that goes with the grade in {qualification}"


def _band(grade: str, qualification: str) -> Band | None:
    bands = BANDS.get(qualification, {})
    if grade == Outcome.UNGRADED and bands:
        return Band(0, min(band.lowest for band in bands.values()) - 1)
    return bands.get(grade)
