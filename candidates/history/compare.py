"""What to do with a value that files bring, seen beside what stands now and what was said before."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from candidates.models import Source


class Verdict(Enum):
    """`SAME`: nothing to do. `CHANGE`: news. `KEEP`: the files say what they said before somebody corrected it, so the
    correction stands. `REVERT`: it would put a correction back, overwrite or lower it, which has to be asked for.
    """

    SAME = auto()
    CHANGE = auto()
    KEEP = auto()
    REVERT = auto()


@dataclass(frozen=True, slots=True)
class Said:
    """A value that was said once, and by whom."""

    value: Any
    source: str


def compare(*, present: Any, incoming: Any, said: Sequence[Said], lowers: bool = False) -> Verdict:
    """Decide about `incoming` where `present` stands. `said` has the versions, oldest first; it may be empty.

    `lowers`: the incoming value is worse for the candidate than the present one. A present value that differs from
    what files said last was set by somebody, whether or not a version says so.
    """
    if incoming == present:
        return Verdict.SAME
    if not said:
        return Verdict.CHANGE
    from_files = [version.value for version in said if version.source != Source.STAFF]
    if from_files and incoming == from_files[-1]:
        return Verdict.KEEP
    if any(version.value == incoming for version in said):
        return Verdict.REVERT
    set_by_somebody = said[-1].source == Source.STAFF or present != from_files[-1]
    corrected = any(version.value != said[0].value for version in said)
    if set_by_somebody or (corrected and lowers):
        return Verdict.REVERT
    return Verdict.CHANGE


def compare_details(*, present: Any, incoming: Any, said: Sequence[Said]) -> Verdict:
    """As `compare`, for details that change back and forth without being corrected, such as a teaching group."""
    if incoming == present:
        return Verdict.SAME
    from_files = [version.value for version in said if version.source != Source.STAFF]
    if from_files and incoming == from_files[-1]:
        return Verdict.KEEP
    return Verdict.CHANGE
