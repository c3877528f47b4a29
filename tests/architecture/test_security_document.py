"""`docs/security.md` has each requirement of the ASVS once, and names nothing that doesn't exist."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
# ASVS 5.0.0, levels 1 and 2: how many requirements each section has. Those of level 3 come last in their sections.
SECTIONS = {
    "V1": {1: 2, 2: 9, 3: 11, 4: 3, 5: 2},
    "V2": {1: 3, 2: 3, 3: 4, 4: 1},
    "V3": {2: 2, 3: 4, 4: 6, 5: 5, 7: 2},
    "V4": {1: 3, 2: 1, 3: 2, 4: 4},
    "V5": {1: 1, 2: 3, 3: 2, 4: 3},
    "V6": {1: 3, 2: 12, 3: 4, 4: 4, 5: 5, 6: 3, 8: 4},
    "V7": {1: 3, 2: 4, 3: 2, 4: 5, 5: 2, 6: 2},
    "V8": {1: 2, 2: 3, 3: 1, 4: 1},
    "V9": {1: 3, 2: 4},
    "V10": {1: 2, 2: 2, 3: 4, 4: 11, 5: 5, 6: 2, 7: 3},
    "V11": {1: 2, 2: 3, 3: 3, 4: 4, 5: 1, 6: 1},
    "V12": {1: 3, 2: 2, 3: 4},
    "V13": {1: 1, 2: 5, 3: 2, 4: 5},
    "V14": {1: 2, 2: 4, 3: 3},
    "V15": {1: 3, 2: 3, 3: 7},
    "V16": {1: 1, 2: 5, 3: 4, 4: 3, 5: 3},
    "V17": {1: 1, 2: 4, 3: 2},
}
NUMBERS = re.compile(r"(V\d+\.\d+)\.(\d+)(?:\u2013(\d+))?")
NAMED = re.compile(r"`([\w./-]+\.(?:py|md|html|js|yml|toml|lock)|Dockerfile|\.dockerignore)(?:::(\w+))?`")
STATES = {"met", "by design", "operator", "in part", "not met", "not relevant"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chapter's table."""

    numbers: str
    state: str
    how: str
    tests: str


def lines() -> list[Line]:
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line[:3] == "| V"]
    return [Line(*row) for row in cells]


def expanded(numbers: str) -> Iterator[str]:
    for section, first, last in NUMBERS.findall(numbers):
        for number in range(int(first), int(last or first) + 1):
            yield f"{section}.{number}"


@cache
def functions_of(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_each_requirement_stands_there_once() -> None:
    wanted = Counter(
        f"{chapter}.{section}.{number}"
        for chapter, sections in SECTIONS.items()
        for section, last in sections.items()
        for number in range(1, last + 1)
    )
    assert wanted.total() == 253
    assert Counter(number for line in lines() for number in expanded(line.numbers)) == wanted


def test_every_file_and_test_that_it_names_exists() -> None:
    named = NAMED.findall(TEXT)

    assert len(named) > 200
    assert {file for file, _ in named if not (ROOT / file).is_file()} == set()
    assert {(file, test) for file, test in named if test and test not in functions_of(file)} == set()


def test_every_line_says_where_it_stands() -> None:
    assert {line.state for line in lines()} == STATES
    assert [line.numbers for line in lines() if not line.how] == []


def test_what_is_met_is_shown_by_a_test() -> None:
    shown = {line.numbers: [file for file, _ in NAMED.findall(line.tests)] for line in lines() if line.state == "met"}

    assert {numbers for numbers, files in shown.items() if not files} == set()
    assert {file for files in shown.values() for file in files if not Path(file).name.startswith("test_")} == set()
