"""Puts text in visual order: which stretches run right to left, and where each stands on the line.

The Unicode bidirectional algorithm, cut down to what names need: strong letters, digits and neutral
characters between them, without explicit embeddings (format characters are removed beforehand).
"""

import unicodedata
from itertools import groupby

_STRONG = {"L": "L", "R": "R", "AL": "R"}
_NUMBERS = ("EN", "AN")


def visual_runs(text: str) -> list[tuple[str, bool]]:
    """Return the stretches of `text` from left to right, each with "runs right to left".

    Inside a stretch the characters stay in the order in which they are spoken. The first strong
    letter decides the direction of the whole: a name that begins in Arabic begins at the right.
    """
    levels = _levels(text)
    order = list(range(len(text)))
    for level in range(max(levels, default=0), 0, -1):
        order = _reversed_from(order, levels, level)
    runs = []
    for level, group in groupby(order, key=lambda index: levels[index]):
        leftwards = level % 2 == 1
        runs.append(("".join(text[index] for index in sorted(group)), leftwards))
    return runs


def _reversed_from(order: list[int], levels: list[int], level: int) -> list[int]:
    """Reverse each stretch of `order` whose levels are at least `level` (rule L2)."""
    result: list[int] = []
    for high, group in groupby(order, key=lambda index: levels[index] >= level):
        stretch = list(group)
        result += stretch[::-1] if high else stretch
    return result


def _levels(text: str) -> list[int]:
    kinds = _kinds(text)
    base = next((kind for kind in kinds if kind in "LR"), "L")
    _resolve_neutrals(kinds, base)
    deep = {"L": 2 if base == "R" else 0, "R": 1, "N": 2}
    return [deep[kind] for kind in kinds]


def _kinds(text: str) -> list[str]:
    """L or R for strong letters, N for numbers after R, a space for what is neutral."""
    kinds: list[str] = []
    strong = "L"
    for character in text:
        given = unicodedata.bidirectional(character)
        if given in _STRONG:
            strong = _STRONG[given]
            kinds.append(strong)
        elif given in _NUMBERS:
            kinds.append("N" if strong == "R" or given == "AN" else "L")
        elif given == "NSM" and kinds:
            kinds.append(kinds[-1])
        else:
            kinds.append(" ")
    return kinds


def _resolve_neutrals(kinds: list[str], base: str) -> None:
    """Give neutral stretches the direction of both their neighbours, or else that of the whole."""
    at = 0
    for neutral, group in groupby(kinds.copy(), key=lambda kind: kind == " "):
        end = at + len(list(group))
        if neutral:
            before = kinds[at - 1].replace("N", "R") if at else base
            after = kinds[end].replace("N", "R") if end < len(kinds) else base
            kinds[at:end] = [before if before == after else base] * (end - at)
        at = end
