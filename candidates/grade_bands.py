"""Which percentage uniform marks go with which grade. Nothing is published for the scales that aren't here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """Marks from `lowest` to `highest`, both included."""

    lowest: int
    highest: int


_TO_E = {
    "A*": Band(90, 100),
    "A": Band(80, 89),
    "B": Band(70, 79),
    "C": Band(60, 69),
    "D": Band(50, 59),
    "E": Band(40, 49),
}
_TO_G = {**_TO_E, "F": Band(30, 39), "G": Band(20, 29)}
_AS = {"a": Band(80, 100), "b": Band(70, 79), "c": Band(60, 69), "d": Band(50, 59), "e": Band(40, 49)}

# By the code of the qualification, then by grade.
BANDS: dict[str, dict[str, Band]] = {"IGCSE": _TO_G, "OLEVEL": _TO_E, "ALEVEL": _TO_E, "AS": _AS}
