"""What is wrong in files: every problem with its place, and the refusal that carries them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SHOWN = 40
# From so many rows on, one sentence stands for all that have the same thing wrong with them.
TOGETHER = 4
# A column that every table of a series has, with the same mistake in all of them.
EVERYWHERE = "series"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at a line (from 1) of a file; written as `candidates.csv:12: what is wrong`.

    `field` is the column, or "" for the whole row. `cause` is the same for all rows with the same thing wrong with
    them, whatever their values; "" if the text has no values in it.
    """

    file: str
    line: int
    text: str
    field: str = ""
    cause: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class LoadRefused(Exception):
    """The files hold problems, so nothing was written. `problems` has all of them, in the files' order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        count = "1 problem"
        if len(problems) != 1:
            count = f"{len(problems):,} problems"
        super().__init__(f"{count}. Nothing was loaded.")


class BadCell(Exception):
    """A cell's text can't be taken. The message goes on after the column's name: "has to be yes or no".

    `cause` says the same without the cell's value.
    """

    def __init__(self, message: str, *, cause: str = "") -> None:
        super().__init__(message)
        self.cause = cause or message


class UnreadableFile(Exception):
    """The file can't be read further. `problems` says why; what it holds after that stays unknown."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(*map(str, problems))


def quoted(text: str) -> str:
    """Text of a file as a message may show it: short, on one line, nothing that acts on a terminal."""
    if len(text) > SHOWN:
        return repr(f"{text[:SHOWN]}…")
    return repr(text)


def summed_up(problems: Iterable[Problem]) -> Iterator[str]:
    """A line for each problem; one line for several rows of a file that have the same thing wrong with them."""
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        file = problem.file
        if problem.field == EVERYWHERE:
            file = ""
        groups.setdefault((file, problem.field, problem.cause or problem.text), []).append(problem)
    for (file, _, _), group in groups.items():
        if len(group) == 1 or (file and len(group) < TOGETHER):
            yield from (str(problem) for problem in group)
        else:
            last = group[-1]
            yield f"{group[0]} (and so in {len(group) - 1:,} more rows, the last is {last.file}:{last.line})"
