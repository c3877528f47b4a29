"""Resolves the bidirectional classes of one isolating run sequence: rules W1 to W7 and N0 to N2 of UAX #9."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

# Opening and closing characters in turn: ASCII, small and full width forms, and those of Han and kana.
_BRACKETS = (
    "()[]{}"
    "\u2045\u2046\u207d\u207e\u208d\u208e\u27e6\u27e7\u27e8\u27e9\u27ea\u27eb\u27ec\u27ed\u27ee\u27ef"
    "\u3008\u3009\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011\u3014\u3015\u3016\u3017\u3018\u3019\u301a\u301b"
    "\ufe59\ufe5a\ufe5b\ufe5c\ufe5d\ufe5e\uff08\uff09\uff3b\uff3d\uff5b\uff5d\uff5f\uff60\uff62\uff63"
)
_CLOSING = dict(zip(_BRACKETS[::2], _BRACKETS[1::2], strict=True))
_MOST_OPEN = 63  # BD16
_NUMBERS = ("EN", "AN")
_NEUTRAL = ("B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI")


@dataclass(slots=True)
class Classes:
    """One sequence: the classes as they stand now, those that Unicode gives, the characters, and the level."""

    kinds: list[str]
    given: list[str]
    text: list[str]
    level: int

    @property
    def direction(self) -> str:
        """L or R: the sequence's own direction, which is also that of what stands before and after it."""
        return "LR"[self.level % 2]


def resolve_weak(sequence: Classes) -> None:
    """Resolve shapes, numbers, and what stands between numbers or beside them."""
    _marks_and_numbers(sequence)
    _separators(sequence.kinds)
    _terminators(sequence.kinds)
    strong = sequence.direction
    for index, kind in enumerate(sequence.kinds):
        if kind in ("ES", "ET", "CS"):
            sequence.kinds[index] = "ON"  # W6
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            sequence.kinds[index] = "L"  # W7


def resolve_neutrals(sequence: Classes) -> None:
    """Give brackets, spaces and other neutral characters a direction."""
    for opening, closing in sorted(_bracket_pairs(sequence)):
        _resolve_pair(sequence, opening, closing)
    kinds = sequence.kinds
    at = 0
    for neutral, group in groupby(kinds.copy(), key=lambda kind: kind in _NEUTRAL):
        end = at + len(list(group))
        if neutral:
            before = _direction_of(kinds[at - 1]) if at else sequence.direction
            after = _direction_of(kinds[end]) if end < len(kinds) else sequence.direction
            resolved = before if before == after else sequence.direction  # N1, N2
            kinds[at:end] = [resolved] * (end - at)
        at = end


def _marks_and_numbers(sequence: Classes) -> None:
    kinds = sequence.kinds
    strong = before = sequence.direction
    for index, kind in enumerate(kinds):
        if kind == "NSM":  # W1
            kinds[index] = "ON" if before in ("LRI", "RLI", "FSI", "PDI") else before
        before = kinds[index]
        if before in ("L", "R", "AL"):
            strong = before
        if before == "EN" and strong == "AL":
            kinds[index] = "AN"  # W2
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]  # W3


def _separators(kinds: list[str]) -> None:
    """A single separator between two numbers of the same kind belongs to them: "12/3", "11-2" (W4)."""
    for index in range(1, len(kinds) - 1):
        before, after = kinds[index - 1], kinds[index + 1]
        if before != after:
            continue
        if kinds[index] == "CS" and before in _NUMBERS:
            kinds[index] = before
        elif kinds[index] == "ES" and before == "EN":
            kinds[index] = "EN"


def _terminators(kinds: list[str]) -> None:
    """Signs that stand beside a number belong to it: "100%" (W5)."""
    at = 0
    for kind, group in groupby(kinds.copy()):
        end = at + len(list(group))
        beside = (*kinds[max(at - 1, 0) : at], *kinds[end : end + 1])
        if kind == "ET" and "EN" in beside:
            kinds[at:end] = ["EN"] * (end - at)
        at = end


def _bracket_pairs(sequence: Classes) -> Iterator[tuple[int, int]]:
    """The indexes of brackets that belong together (BD16)."""
    waiting: list[tuple[str, int]] = []
    for index, character in enumerate(sequence.text):
        if sequence.kinds[index] != "ON":
            continue
        plain = unicodedata.normalize("NFC", character)
        if plain in _CLOSING:
            if len(waiting) == _MOST_OPEN:
                return
            waiting.append((_CLOSING[plain], index))
            continue
        opened = [place for place, (closing, _index) in enumerate(waiting) if closing == plain]
        if opened:
            yield waiting[opened[-1]][1], index
            del waiting[opened[-1] :]


def _resolve_pair(sequence: Classes, opening: int, closing: int) -> None:
    """Give both brackets the direction of what they hold, or of what stands before them (N0)."""
    inside = {_direction_of(kind) for kind in sequence.kinds[opening + 1 : closing]} - {""}
    if not inside:
        return
    direction = sequence.direction
    if direction not in inside:
        directions = [_direction_of(kind) for kind in sequence.kinds[:opening]]
        direction = next((before for before in reversed(directions) if before), direction)
    for bracket in (opening, closing):
        sequence.kinds[bracket] = direction
        for index in range(bracket + 1, len(sequence.kinds)):
            if sequence.given[index] != "NSM":
                break
            sequence.kinds[index] = direction


def _direction_of(kind: str) -> str:
    """L or R for letters and numbers, "" for what is neutral."""
    if kind in _NUMBERS:
        return "R"
    if kind in ("L", "R"):
        return kind
    return ""
