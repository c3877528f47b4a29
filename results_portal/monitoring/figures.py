"""What happens, counted: sign-ins, requests, errors, waits. Counting costs a request no statement and no wait.

Whoever does one of these things says so with `note`. Each process adds up in memory, `minutes` beside this module
writes the sums down every few seconds, and whoever else wants them (`listen`) is told each time.
"""

import time
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from threading import Lock

# Sums are kept apart by slices of so many seconds, so that they find their minute also when they are written late.
SLICE_SECONDS = 5
# What can't be written for longer is dropped, the oldest first.
KEPT_SECONDS = 3 * 3600
PORTAL, RESULTS = "portal", "results"


class Figure(StrEnum):
    """Everything that is counted. None of them says anything about anybody, or about a grade."""

    REQUESTS = "requests"
    ERRORS = "errors"
    SIGNED_IN = "signed in"
    WRONG_DETAILS = "wrong details"
    NO_ACCESS = "no access"
    TOO_MANY_TRIES = "too many tries"
    ASKED_BACK = "asked to come back"
    # Of all that waited for a turn, together: a sixty-thousandth of it is how many waited at a time in that minute.
    WAITED = "milliseconds waited"
    WITHOUT_DATABASE = "database out of reach"


# Gets the figure, the site ("portal" or "results") and by how much it grew.
Listener = Callable[[Figure, str, int], None]
Sums = dict[tuple[int, str, Figure], int]

_sums: Counter[tuple[int, str, Figure]] = Counter()
_lock = Lock()
_listeners: list[Listener] = []


def note(figure: Figure, *, site: str, times: int = 1) -> None:
    """Count something that just happened at one of the two sites."""
    with _lock:
        _sums[(_slice(), site, figure)] += times
    for listener in _listeners:
        listener(figure, site, times)


def listen(listener: Listener) -> None:
    """Have `listener` told of everything that is counted in this process, at once. It must neither wait nor raise."""
    _listeners.append(listener)


def take() -> Sums:
    """What was counted since the last time, by slices. Whoever can't keep it hands it to `give_back`."""
    with _lock:
        taken = dict(_sums)
        _sums.clear()
    return taken


def give_back(sums: Sums) -> None:
    """Add up again what could not be written, but for what is too old."""
    oldest = _slice() - KEPT_SECONDS // SLICE_SECONDS
    with _lock:
        for key, times in sums.items():
            if key[0] >= oldest:
                _sums[key] += times


def age(slice_number: int) -> int:
    """How many seconds ago a slice began."""
    return max(0, int(time.monotonic()) - slice_number * SLICE_SECONDS)


def _slice() -> int:
    return int(time.monotonic()) // SLICE_SECONDS
