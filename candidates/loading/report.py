"""What a load did, in numbers: nothing in here says anything about a person or a grade."""

from dataclasses import dataclass, field

from candidates.identity import ReplacedPerson


@dataclass(slots=True)
class Counts:
    """Rows of one file: new, different from what was there, and the same."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged)

    def __str__(self) -> str:
        return f"{self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged"


@dataclass(slots=True)
class LoadReport:
    """The slugs of the series that the folder holds, counts by file, and how many released results were corrected.

    `replaced` are the rows of candidates that mean another person since this load.
    """

    series: list[str] = field(default_factory=list)
    files: dict[str, Counts] = field(default_factory=dict)
    corrected: int = 0
    replaced: list[ReplacedPerson] = field(default_factory=list)

    @property
    def changed_nothing(self) -> bool:
        return not any(counts.added or counts.changed for counts in self.files.values())
