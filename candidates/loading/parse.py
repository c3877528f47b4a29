"""From a folder to its rows, all of them understood and consistent, or to every problem that it holds."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from candidates.loading import parsers as cells
from candidates.loading import schema
from candidates.loading.checks import Known
from candidates.loading.csv_files import Line, UnreadableFile, read_lines
from candidates.loading.errors import BadCell, LoadRefused, Problem
from candidates.loading.parsers import Parser
from candidates.loading.rows import Folder
from candidates.loading.schema import Sheet


def read_folder(path: Path) -> Folder:
    """Everything in the folder's eight files; raises `LoadRefused` with every problem. The database isn't asked."""
    if not path.is_dir():
        raise LoadRefused([Problem(str(path), 1, "there is no such folder")])
    folder, known, problems = Folder(), Known(), list[Problem]()
    for sheet in schema.ALL:
        problems += _read(sheet, path, known, getattr(folder, sheet.name))
    if problems:
        raise LoadRefused(problems)
    return folder


def _read(sheet: Sheet, path: Path, known: Known, rows: list[Any]) -> list[Problem]:
    """Add the good rows of one file to `rows`; gives back what is wrong with the others."""
    problems: list[Problem] = []
    parsers = {**sheet.columns, **sheet.optional}
    try:
        for line in read_lines(path / sheet.file, required=sheet.columns, optional=sheet.optional):
            values, wrong = _understand(line, parsers)
            wrong += known.check(sheet, values, line.number)
            problems += [Problem(sheet.file, line.number, text) for text in wrong]
            if not wrong:
                rows.append(sheet.row(line=line.number, **values))
    except UnreadableFile as why:
        known.unreadable(sheet)
        problems += why.problems
    return problems


def _understand(line: Line, parsers: Mapping[str, Parser]) -> tuple[dict[str, Any], list[str]]:
    """The values of the cells that were understood, and what is wrong with the others."""
    values: dict[str, Any] = {}
    wrong = [line.misfit] if line.misfit else []
    for column, text in line.cells.items():
        try:
            values[column] = parsers[column](cells.clean(text))
        except BadCell as why:
            wrong.append(f"{column} {why}")
    return values, wrong
