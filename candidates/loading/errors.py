"""What is wrong in a folder: every problem with its place, and the refusal that carries them."""

from dataclasses import dataclass

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at a line (from 1) of a file; written as `candidates.csv:12: what is wrong`."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class LoadRefused(Exception):
    """The folder holds problems, so nothing was written. `problems` has all of them, in the files' order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        count = f"{len(problems):,} problems" if len(problems) != 1 else "1 problem"
        super().__init__(f"{count}. Nothing was loaded.")


class BadCell(Exception):
    """A cell's text can't be taken. The message goes on after the column's name: "has to be yes or no"."""


def quoted(text: str) -> str:
    """Text of a file as a message may show it: short, on one line, nothing that acts on a terminal."""
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")
