"""From tables of text to rows, all of them understood and consistent, with every problem that they hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from candidates.loading import schema
from candidates.loading.checks import counts, people
from candidates.loading.checks import extract as extracts
from candidates.loading.checks.extract import Extract
from candidates.loading.checks.references import SeenRows
from candidates.loading.checks.stored_keys import StoredKeys
from candidates.loading.checks.unchecked import UncheckedResults
from candidates.loading.errors import BadCell, LoadRefused, Problem, UnreadableFile
from candidates.loading.parsing import cells, results_sheet
from candidates.loading.parsing.codes import current_patterns
from candidates.loading.parsing.columns import reading_of
from candidates.loading.parsing.header import Columns, known_columns, read_header
from candidates.loading.parsing.plain_rows import plain_results
from candidates.loading.reading import SentFiles, Source, Wanted, read_source
from candidates.loading.reading.tables import RawRow, RawTable
from candidates.loading.schema import TableSchema
from results_portal.crypto.sealed_rows import SealedRows

Parse = Callable[[str], object]
Rows = list[Any] | SealedRows[Any]
# Told what is being done, how many rows are done, and of how many; 0 of 0 where that can't be said.
Progress = Callable[[str, int, int], None]


def unshown(stage: str, done: int, total: int) -> None:
    """Progress that isn't shown anywhere."""


@dataclass(slots=True)
class ParsedFiles:
    """What the files say: rows by table (a table whose file isn't there is missing), and remarks on how it was read."""

    name: str
    rows: dict[str, Rows] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    extract: Extract | None = None
    # The results are those of these syllabuses alone; empty: of all.
    only_syllabuses: frozenset[str] = frozenset()
    # The series and centres of candidates, entries and results.
    places: set[tuple[str, str]] = field(default_factory=set)
    # Checks the results beside the database, where that is still to be done.
    unchecked: UncheckedResults | None = None

    def of(self, table: str) -> Rows:
        """The rows of a table, none if its file isn't there."""
        return self.rows.get(table, [])

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of candidates, entries and results there are, of those whose files are here."""
        return {name: len(self.rows[name]) for name in counts.TABLES if name in self.rows}


def parse_files(
    files: Path | SentFiles, *, encoding: str = "", series: str = "", progress: Progress = unshown
) -> ParsedFiles:
    """Everything in the files; raises `LoadRefused` with every problem. `series` is that of a results sheet.

    The database is asked only about the patterns of codes, and about tables whose files aren't there. Results without
    entries in the files are `unchecked`: the plan looks them up, where nothing else is wrong.
    """
    with current_patterns():
        return _parse(files, encoding=encoding, series=series, progress=progress)


def _parse(files: Path | SentFiles, *, encoding: str, series: str, progress: Progress) -> ParsedFiles:
    progress("Opening the files", 0, 0)
    columns = {table.name: partial(known_columns, schema=table) for table in schema.ALL}
    wanted = Wanted(
        columns={**columns, extracts.NAME: extracts.known_columns},
        other=results_sheet.known_columns,
        is_other=results_sheet.is_results_sheet,
    )
    source = read_source(files, wanted=wanted, encoding=encoding)
    parsed = ParsedFiles(source.name, files=source.files)
    problems = list(source.problems)
    problems += _take_results_sheet(source, parsed, series)
    parsed.extract = _read_extract(source, problems)
    seen = SeenRows(StoredKeys())
    done, total = 0, sum(len(raw.rows) for raw in source.tables.values())
    for table in schema.ALL:
        progress(f"Reading {table.name}", done, total)
        problems += _parse_table(table, source, seen, parsed, may_wait=not problems)
        if table.name in source.tables:
            done += len(source.tables[table.name].rows)
    wrong_counts: list[Problem] = []
    if parsed.extract:
        wrong_counts = list(extracts.wrong_counts(parsed.extract, source.tables))
    if wrong_counts and parsed.unchecked:
        problems += parsed.unchecked.problems(parsed.of(schema.RESULTS.name))
    problems += wrong_counts
    if problems:
        raise LoadRefused(problems)
    parsed.warnings += people.warnings(parsed.rows, parsed.files)
    return parsed


def _take_results_sheet(source: Source, parsed: ParsedFiles, series: str) -> list[Problem]:
    """Put a results sheet in the place of the table of results."""
    results = source.tables.get(schema.RESULTS.name)
    sheets = list(source.others)
    if results is not None and results_sheet.is_results_sheet(results.header):
        sheets.append(source.tables.pop(schema.RESULTS.name))
    if not sheets:
        return []
    problem = results_sheet.problem_with(sheets, series=series, has_results=schema.RESULTS.name in source.tables)
    if problem:
        return [problem]
    table, left_out = results_sheet.as_results(sheets[0], series=series)
    source.tables[schema.RESULTS.name] = table
    source.files[schema.RESULTS.name] = table.file
    parsed.only_syllabuses = frozenset(row.cells[table.header.index("syllabus_code")] for row in table.rows)
    if left_out:
        parsed.warnings.append(f"{table.file}: rows without a grade, which say nothing: {left_out:,}")
    return []


def _read_extract(source: Source, problems: list[Problem]) -> Extract | None:
    table = source.tables.get(extracts.NAME)
    if table is None:
        return None
    extract, wrong = extracts.read(table)
    problems += wrong
    return extract


def _parse_table(
    table: TableSchema, source: Source, seen: SeenRows, parsed: ParsedFiles, *, may_wait: bool
) -> list[Problem]:
    """Put the good rows of one table into `parsed`; gives back what is wrong with the others.

    `may_wait`: rows of results may be looked up later.
    """
    raw = source.tables.get(table.name)
    if raw is None:
        if table.name in source.files:
            seen.unreadable(table)
        else:
            seen.absent(table)
        return []
    said = table
    if table is schema.RESULTS and parsed.only_syllabuses:
        said = schema.RESULTS_OF_SHEET
    try:
        columns = read_header(raw, said)
    except UnreadableFile as why:
        seen.unreadable(table)
        return list(why.problems)
    parsers, notes = _parsers(table, raw, columns)
    parsed.warnings += notes
    if table is schema.RESULTS and may_wait and seen.leaves_entries_to_the_database:
        plain = plain_results(raw, columns, parsers, places=parsed.places, says_mark=said is table)
        if plain is not None:
            parsed.rows[table.name] = plain
            parsed.unchecked = UncheckedResults(seen, file=raw.file, columns=list(columns.positions))
            return []
    rows, problems = _parse_rows(table, raw, columns, parsers, seen, make=said.row)
    parsed.rows[table.name] = rows
    if table.name in counts.TABLES:
        parsed.places.update((row.series, row.centre_number) for row in rows)
    return problems


def _parsers(table: TableSchema, raw: RawTable, columns: Columns) -> tuple[dict[str, Parse], list[str]]:
    """What takes each column's cells, after undoing what a spreadsheet program did to the whole column."""
    known = {**table.columns, **table.optional}
    parsers: dict[str, Parse] = {}
    notes = []
    for name, position in columns.positions.items():
        texts = (row.cells[position].strip() for row in raw.rows if position < len(row.cells))
        read, note = reading_of(name, texts)
        parsers[name] = known[name]
        if read is not None:
            parsers[name] = partial(_read_and_parse, read, known[name])
        if note:
            notes.append(f"{raw.file}: {note}")
    single = 0
    if "given_names" in columns.positions:
        single = sum(_is_single_name(row, columns) for row in raw.rows)
    if single:
        notes.append(f"{raw.file}: given names stand alone in {single:,} rows, read as a single name")
    return parsers, notes


def _read_and_parse(read: Callable[[str], str], parse: Parse, text: str) -> object:
    if text:
        text = read(text)
    return parse(text)


def _parse_rows(
    table: TableSchema,
    raw: RawTable,
    columns: Columns,
    parsers: Mapping[str, Parse],
    seen: SeenRows,
    *,
    make: Callable[..., Any],
) -> tuple[list[Any], list[Problem]]:
    rows: list[Any] = []
    problems: list[Problem] = []
    for row in raw.rows:
        values, wrong = _understand(row, columns, parsers, raw.file)
        wrong += seen.check(table, values, row.number, file=raw.file)
        problems += wrong
        if not wrong:
            rows.append(make(line=row.number, **values))
    return rows, problems


def _understand(
    row: RawRow, columns: Columns, parsers: Mapping[str, Parse], file: str
) -> tuple[dict[str, Any], list[Problem]]:
    """The values of the cells that were understood, and what is wrong with the others."""
    width = len(columns.names)
    beyond = any(cell.strip() for cell in row.cells[width:])
    if len(row.cells) < width or beyond:
        text = f"the number of cells is {len(row.cells):,}, the header's is {width}"
        return {}, [Problem(file, row.number, text, cause=f"the header's is {width}")]
    values: dict[str, Any] = {}
    wrong = []
    for column, text in _texts(row, columns).items():
        try:
            values[column] = parsers[column](cells.clean(text))
        except BadCell as why:
            wrong.append(Problem(file, row.number, f"{column} {why}", column, why.cause))
    if "full_name" in columns.positions:
        _part_the_name(values)
    return values, wrong


def _texts(row: RawRow, columns: Columns) -> dict[str, str]:
    """The cells by their columns. A single name counts as the family name, whichever of the two columns has it."""
    texts = {column: row.cells[position] for column, position in columns.positions.items()}
    if _is_single_name(row, columns):
        texts["family_name"], texts["given_names"] = texts["given_names"], ""
    return texts


def _is_single_name(row: RawRow, columns: Columns) -> bool:
    """Whether there are given names and no family name."""
    names = [columns.positions.get(column, len(row.cells)) for column in ("family_name", "given_names")]
    if max(names) >= len(row.cells):
        return False
    family_name, given_names = (row.cells[position].strip() for position in names)
    return bool(given_names) and not family_name


def _part_the_name(values: dict[str, Any]) -> None:
    if "full_name" in values:
        values["family_name"], values["given_names"] = values.pop("full_name")
