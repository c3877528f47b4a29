"""What confirming a load asks for: a reason, a second person, or neither."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from results_portal.text.counted import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Sentences that say why a reason is needed, and those that say why it takes two people.

    `needs_cause`: candidates can see results that change, so it is to be said what they read of it.
    """

    reasons: tuple[str, ...]
    by_two: tuple[str, ...]
    needs_cause: bool = False

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
        by_two.append(f"It changes or withdraws {counted(summary['touched'], 'result', 'results')} released already.")
    if summary.get("reverted"):
        reasons.append(f"It overwrites {counted(summary['reverted'], 'later correction', 'later corrections')}.")
    if summary.get("is_older"):
        reasons.append("Its files are older than what was loaded last.")
    if summary.get("withdrawn"):
        reasons.append(f"It withdraws {counted(summary['withdrawn'], 'row', 'rows')}.")
    if summary.get("replaced"):
        count = counted(summary["replaced"], "candidate number", "candidate numbers")
        reasons.append(f"Another person stands under {count}: the passwords and letters of those before stop working.")
    return Judgement(reasons=tuple(reasons), by_two=tuple(by_two), needs_cause=bool(summary.get("touched")))
