"""What confirming a load asks for: a reason, a second person, or neither."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Sentences that say why a reason is needed, and those that say why it takes two people."""

    reasons: tuple[str, ...]
    by_two: tuple[str, ...]

    @property
    def needs_reason(self) -> bool:
        return bool(self.reasons or self.by_two)

    @property
    def needs_second_person(self) -> bool:
        return bool(self.by_two)


def judge(summary: Mapping[str, Any]) -> Judgement:
    """Judge a plan by its summary. What opens or changes released results takes two."""
    reasons, by_two = [], []
    if summary.get("opened"):
        by_two.append("It opens releases, or brings them forward.")
    if summary.get("touched"):
        by_two.append(f"It changes or withdraws {_counted(summary['touched'], 'result')} released already.")
    if summary.get("reverted"):
        reasons.append(f"It overwrites {_counted(summary['reverted'], 'later correction')}.")
    if summary.get("is_older"):
        reasons.append("Its files are older than what was loaded last.")
    if summary.get("withdrawn"):
        reasons.append(f"It withdraws {_counted(summary['withdrawn'], 'row')}.")
    if summary.get("replaced"):
        count = _counted(summary["replaced"], "candidate number")
        reasons.append(f"Another person stands under {count}: the passwords and letters of those before stop working.")
    return Judgement(reasons=tuple(reasons), by_two=tuple(by_two))


def _counted(count: int, what: str) -> str:
    if count == 1:
        return f"1 {what}"
    return f"{count:,} {what}s"
