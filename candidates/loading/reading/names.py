"""Which file is which table: by its name, whatever its ending. Copies beside it are refused, not guessed at."""

import re
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath

from candidates.loading.errors import Problem

ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")


def find_tables(files: Iterable[str], tables: Collection[str]) -> tuple[dict[str, str], list[Problem]]:
    """The file of each table that is there, in the order of `tables`, and what can't be decided.

    What other programs leave behind is passed over: names that begin with a full stop, "~$" or "__MACOSX/", and files
    of other kinds.
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for file in sorted(files):
        path = PurePosixPath(file)
        if file.startswith("__MACOSX/") or path.name.startswith((".", "~$")) or path.suffix.lower() not in ENDINGS:
            continue
        stem = path.stem.strip().lower()
        if stem in tables and stem in found:
            other = PurePosixPath(found[stem]).name
            text = f"{other} is here as well: remove the one of them that doesn't count"
            problems.append(Problem(path.name, 1, text))
        elif stem in tables:
            found[stem] = file
        else:
            problems += _copies(path, tables)
    return {table: found[table] for table in tables if table in found}, problems


def _copies(path: PurePosixPath, tables: Collection[str]) -> list[Problem]:
    """A problem for a file whose name holds that of a table: "candidates (1).csv", "Copy of results.csv"."""
    for table in tables:
        if re.search(rf"(?<![a-z]){table}(?![a-z])", path.stem.lower()):
            text = f"the name looks like a copy of {table}.csv: remove the file, or name it {table}.csv if it counts"
            return [Problem(path.name, 1, text)]
    return []
