"""Where tables come from: a folder, a zip file of it, a workbook with a sheet for each table, or files sent."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from candidates.loading.errors import LoadRefused, Problem, UnreadableFile
from candidates.loading.reading import limits
from candidates.loading.reading.delimited import KnownColumns, read_text
from candidates.loading.reading.names import find_tables
from candidates.loading.reading.tables import RawTable
from candidates.loading.reading.text import decode
from candidates.loading.reading.workbooks import CONTENT_TYPES, is_workbook, read_workbook

# By the name of a table: how many cells of a header are columns of it.
TableColumns = dict[str, KnownColumns]
Read = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class SentFiles:
    """Files that somebody sent: what to call them together, and each one's name and content."""

    name: str
    contents: Mapping[str, bytes]


@dataclass(slots=True)
class Source:
    """What was found: tables by name, the files of those that can't be read, and every problem.

    `others` are tables that go by their header and not by a name.
    """

    name: str
    tables: dict[str, RawTable] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    others: list[RawTable] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which tables are read: those of these names, and under any name those with the headings of `other`."""

    columns: TableColumns
    other: KnownColumns
    is_other: Callable[[list[str]], bool]


def read_source(source: Path | SentFiles, *, wanted: Wanted, encoding: str = "") -> Source:
    """Read the wanted tables from a folder, a zip file, a workbook or files that were sent.

    Raises `LoadRefused` where nothing of the sort is there. What is wrong with a single file is in the problems.
    """
    try:
        if isinstance(source, SentFiles):
            return _read_sent(source, wanted, encoding)
        if source.is_dir():
            found: dict[str, Read] = {entry.name: partial(_read_file, entry) for entry in source.iterdir()}
            return _read_files(source.name, found, wanted.columns, encoding)
        return _read_packed(source.name, _read_file(source), wanted, encoding)
    except FileNotFoundError:
        raise LoadRefused([Problem(str(source), 1, "there is no such folder or file")]) from None
    except UnreadableFile as why:
        raise LoadRefused(list(why.problems)) from None


def _read_sent(sent: SentFiles, wanted: Wanted, encoding: str) -> Source:
    """One file may hold everything; several are a table each, and none is passed over in silence."""
    if len(sent.contents) == 1:
        name, content = next(iter(sent.contents.items()))
        return _read_packed(name, content, wanted, encoding)
    found: dict[str, Read] = {name: partial(sent.contents.__getitem__, name) for name in sent.contents}
    source = _read_files(sent.name, found, wanted.columns, encoding)
    told = {problem.file for problem in source.problems} | {Path(file).name for file in source.files.values()}
    text = f"the name is that of no table: {', '.join(wanted.columns)}"
    source.problems += [Problem(name, 1, text) for name in sent.contents if Path(name).name not in told]
    return source


def _read_file(path: Path) -> bytes:
    try:
        if path.is_file():
            limits.check_size(path.name, path.stat().st_size)
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as why:
        raise UnreadableFile(Problem(path.name, 1, f"the file can't be read: {why.strerror}")) from None


def _read_packed(name: str, content: bytes, wanted: Wanted, encoding: str) -> Source:
    columns = wanted.columns
    if not is_workbook(content):
        if Path(name).stem.lower() not in columns:
            return _read_other(name, content, wanted, encoding)
        return _read_files(name, {name: lambda: content}, columns, encoding)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return _read_sheets(name, content, wanted)
    if CONTENT_TYPES in names:
        return _read_sheets(name, content, wanted)
    with archive:
        limits.check_archive(name, archive)
        files = [member for member in names if not member.endswith("/")]
        members: dict[str, Read] = {member: partial(_read_member, archive, member) for member in files}
        return _read_files(name, members, columns, encoding)


def _read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise UnreadableFile(Problem(name, 1, "the file in the zip file is damaged")) from None


def _read_other(name: str, content: bytes, wanted: Wanted, encoding: str) -> Source:
    """A single file of text that isn't named after a table."""
    source = Source(name)
    refused = Problem(name, 1, "the file is neither a zip file, a workbook (.xlsx) nor a table such as results.csv")
    try:
        table = read_text(name, decode(name, content, encoding=encoding), known_columns=wanted.other)
    except UnreadableFile:
        raise UnreadableFile(refused) from None
    if not wanted.is_other(table.header):
        raise UnreadableFile(refused)
    source.others.append(table)
    return source


def _read_sheets(name: str, content: bytes, wanted: Wanted) -> Source:
    columns = wanted.columns
    source = Source(name)
    sheets = read_workbook(name, content, named=True)
    if len(sheets) == 1:
        title, only = next(iter(sheets.items()))
        stem = Path(name).stem.lower()
        if title not in columns and stem in columns and only is not None:
            sheets = {stem: only}
    for title, table in sheets.items():
        if title in columns and table is not None:
            source.tables[title] = table
            source.files[title] = table.file
        elif table is not None and wanted.is_other(table.header):
            source.others.append(table)
    if not source.tables and not source.others:
        raise UnreadableFile(Problem(name, 1, f"no sheet is named after a table: {', '.join(columns)}"))
    return source


def _read_files(name: str, found: dict[str, Read], columns: TableColumns, encoding: str) -> Source:
    source = Source(name)
    chosen, source.problems = find_tables(found, columns)
    if not chosen and not source.problems:
        files = ", ".join(f"{table}.csv" for table in columns)
        source.problems.append(Problem(name, 1, f"none of the files is here: {files}"))
    for table, file in chosen.items():
        shown = Path(file).name
        source.files[table] = shown
        try:
            source.tables[table] = _read_table(table, shown, found[file](), columns, encoding)
        except UnreadableFile as why:
            source.problems += why.problems
    return source


def _read_table(table: str, file: str, content: bytes, columns: TableColumns, encoding: str) -> RawTable:
    limits.check_size(file, len(content))
    if is_workbook(content):
        return _only_sheet(table, file, content)
    return read_text(file, decode(file, content, encoding=encoding), known_columns=columns[table])


def _only_sheet(table: str, file: str, content: bytes) -> RawTable:
    """The sheet that is named after the table, or else the only one that isn't empty."""
    sheets = read_workbook(file, content, named=False)
    filled = [sheet for sheet in sheets.values() if sheet is not None]
    own = sheets.get(table)
    if own is None and len(filled) == 1:
        own = filled[0]
    if own is None:
        text = "the file is empty, its header is missing"
        if filled:
            text = f"the workbook has {len(filled)} sheets and none is named {table}"
        raise UnreadableFile(Problem(file, 1, text))
    return own
