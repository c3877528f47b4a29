"""Made-up names in many scripts and spellings, each with its kind: `names.csv` beside this file."""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Name:
    """Some have a single name, which stands in `given_names`."""

    kind: str
    given_names: str
    family_name: str

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()


def _names() -> list[Name]:
    with Path(__file__).with_name("names.csv").open(encoding="utf-8", newline="") as lines:
        return [Name(**row) for row in csv.DictReader(lines)]


EVERYONES_NAMES = _names()
