"""Puts text in visual order: which stretches run right to left, and where each stands on the line.

The Unicode bidirectional algorithm (UAX #9) for one line, with isolates and paired brackets. Explicit embeddings and
overrides (LRE, RLE, LRO, RLO) are no part of it: `shaping.tidy` removes them from what is loaded. The rules' names in
comments (W1, N0 …) are those of UAX #9.
"""

import unicodedata
from itertools import groupby

from letters.drawing.typesetting.bidi_classes import Classes, resolve_neutrals, resolve_weak

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"
ISOLATES = "\u2066\u2067\u2068\u2069"
_NO_ISOLATES = str.maketrans("", "", ISOLATES)

_ISOLATING = ("LRI", "RLI", "FSI")
_RIGHT_TO_LEFT = ("R", "AL")
_STRONG = ("L", *_RIGHT_TO_LEFT)
# What has no place of its own on the line (X9); it follows the character before it.
_WEIGHTLESS = ("BN", "LRE", "RLE", "LRO", "RLO", "PDF")
_DEEPEST = 125


def isolated(text: str) -> str:
    """Return `text` so marked that its direction, which its own first letter decides, leaves its neighbours alone."""
    # Isolates that came with the text might end this one too early.
    return f"{FIRST_STRONG_ISOLATE}{text.translate(_NO_ISOLATES)}{POP_ISOLATE}"


def visual_runs(text: str) -> list[tuple[str, bool]]:
    """Return the stretches of `text` from left to right, each with "runs right to left".

    Inside a stretch the characters stay in the order in which they are spoken. The first strong
    letter decides the direction of the whole: a name that begins in Arabic begins at the right.
    """
    levels = levels_of(text)
    order = list(range(len(text)))
    for level in range(max(levels, default=0), 0, -1):
        order = _reversed_from(order, levels, level)
    runs = []
    for level, group in groupby(order, key=lambda index: levels[index]):
        leftwards = level % 2 == 1
        runs.append(("".join(text[index] for index in sorted(group)), leftwards))
    return runs


def levels_of(text: str) -> list[int]:
    """Return each character's embedding level: even ones run from left to right, odd ones from right to left."""
    given = [unicodedata.bidirectional(character) or "L" for character in text]
    if not any(kind in ("R", "AL", "AN", *_ISOLATING) for kind in given):
        return [0] * len(text)
    base = _first_strong_level(given, 0)
    levels = [base] * len(text)
    for level, indexes in _sequences(given, base):
        kinds = [given[index] for index in indexes]
        sequence = Classes(kinds=kinds, given=kinds.copy(), text=[text[index] for index in indexes], level=level)
        resolve_weak(sequence)
        resolve_neutrals(sequence)
        for index, kind in zip(indexes, sequence.kinds, strict=True):
            levels[index] = _implicit_level(level, kind)
    _follow_the_one_before(levels, given, base)
    _reset_spaces(levels, given, base)
    return levels


def _reversed_from(order: list[int], levels: list[int], level: int) -> list[int]:
    """Reverse each stretch of `order` whose levels are at least `level` (L2)."""
    result: list[int] = []
    for high, group in groupby(order, key=lambda index: levels[index] >= level):
        stretch = list(group)
        if high:
            stretch.reverse()
        result += stretch
    return result


def _first_strong_level(given: list[str], start: int) -> int:
    """Return the level that the first strong letter from `start` on asks for, isolates left out (P2, P3)."""
    depth = 0
    for kind in given[start:]:
        if kind in _ISOLATING:
            depth += 1
        elif kind == "PDI":
            if depth == 0 and start:
                return 0
            depth = max(depth - 1, 0)
        elif depth == 0 and kind in _STRONG:
            return int(kind in _RIGHT_TO_LEFT)
    return 0


def _sequences(given: list[str], base: int) -> list[tuple[int, list[int]]]:
    """Return the isolating run sequences: each with its level and its characters' indexes (X5a to X6a, BD13).

    Since there are no embeddings, a sequence is all that stands directly in the paragraph or directly in one isolate.
    """
    outermost: tuple[int, list[int]] = (base, [])
    found = [outermost]
    open_ones = [outermost]
    too_deep = 0
    for index, kind in enumerate(given):
        if kind in _WEIGHTLESS:
            continue
        if kind == "PDI" and too_deep:
            too_deep -= 1
        elif kind == "PDI" and len(open_ones) > 1:
            open_ones.pop()
        level, indexes = open_ones[-1]
        indexes.append(index)
        if kind not in _ISOLATING:
            continue
        inner = _inner_level(given, index, level)
        if too_deep or inner > _DEEPEST:
            too_deep += 1
            continue
        open_ones.append((inner, []))
        found.append(open_ones[-1])
    return found


def _inner_level(given: list[str], index: int, level: int) -> int:
    """Return the level inside the isolate that begins at `index`: the next odd or even one above `level`."""
    kind = given[index]
    odd = kind == "RLI"
    if kind == "FSI":
        odd = _first_strong_level(given, index + 1) == 1
    if odd:
        return level + 1 + level % 2
    return level + 2 - level % 2


def _implicit_level(level: int, kind: str) -> int:
    """Return the level of a character of the resolved `kind` in a sequence of `level` (I1, I2)."""
    if level % 2:
        return level + (kind != "R")
    return level + {"L": 0, "R": 1}.get(kind, 2)


def _follow_the_one_before(levels: list[int], given: list[str], base: int) -> None:
    for index, kind in enumerate(given):
        if kind in _WEIGHTLESS:
            levels[index] = levels[index - 1] if index else base


def _reset_spaces(levels: list[int], given: list[str], base: int) -> None:
    """Give separators, and spaces before them or at the line's end, the paragraph's level (L1)."""
    at_end = True
    for index in reversed(range(len(given))):
        kind = given[index]
        if kind in ("S", "B"):
            at_end = True
        elif kind not in ("WS", "PDI", *_ISOLATING, *_WEIGHTLESS):
            at_end = False
        if at_end:
            levels[index] = base
