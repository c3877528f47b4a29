"""Candidates, entries and results that the database has and the files no longer have.

Looked for in the series and centres that the files speak of, in the tables whose files are there. They stay as they
are, and are said; only by the word are they withdrawn. A file that looks as if it was cut is not loaded without one.
"""

from collections.abc import Iterable
from itertools import islice

from candidates.loading.lookup.absent import results_beside
from candidates.loading.lookup.key_set import KeySet
from candidates.loading.options import KEEP_MISSING, WITHDRAW_MISSING
from candidates.loading.parsing.parse import ParsedFiles
from candidates.loading.planning.plan import Key, LoadPlan, Need, PlannedRow, TablePlan, Values
from candidates.loading.planning.stored import TABLES, Stored

TABLES_OF_A_SERIES = ("candidates", "entries", "results")
NAMED = 20

Places = set[tuple[str, str]]


def find_missing(plan: LoadPlan, parsed: ParsedFiles, stored: Stored, *, entries: KeySet) -> None:
    """Put the missing rows into the tables' plans. `entries` are those of which the files have results."""
    places = _places(parsed)
    if not places:
        return
    replaced = frozenset(plan.replaced)
    if "candidates" in parsed.rows:
        plan.tables["candidates"].missing.extend(_missing("candidates", parsed, places, stored))
    # What was another person's is withdrawn with them.
    if "entries" in parsed.rows:
        found = _missing("entries", parsed, places, stored)
        plan.tables["entries"].missing.extend(row for row in found if row.key[:3] not in replaced)
    if "results" in parsed.rows:
        found = results_beside(entries, places=places, syllabuses=parsed.only_syllabuses)
        plan.tables["results"].missing.extend(row for row in found if row.key[:3] not in replaced)


def withdraw(table: TablePlan) -> None:
    """Plan to withdraw what is missing from a table."""
    position = table.fields.index("withdrawn")
    for row in table.missing:
        new = (*row.new[:position], True, *row.new[position + 1 :])
        table.withdrawn.append(row._replace(new=new, old=row.new))


def needs_for_cut_files(plan: LoadPlan, parsed: ParsedFiles) -> list[Need]:
    """The word for tables whose files look as if they were cut."""
    lines = []
    entered: set[Key] = set()
    if plan.tables.get("results") and plan.tables["results"].missing:
        entered = {row.key for row in parsed.of("entries")}
    for name in TABLES_OF_A_SERIES:
        table = plan.tables.get(name)
        if table and table.missing and _looks_cut(table, parsed, entered):
            codes = ", ".join(" ".join(row.key) for row in islice(table.missing, NAMED))
            if len(table.missing) > NAMED:
                codes += f" and {len(table.missing) - NAMED:,} more"
            lines.append(f"{table.file}: rows: {len(parsed.of(name)):,}, missing: {len(table.missing):,}: {codes}")
    if not lines:
        return []
    reason = f"Files lack so much that they may have been cut. {KEEP_MISSING} loads them and keeps what they lack"
    return [Need(word=WITHDRAW_MISSING, reason=reason, lines=tuple(lines))]


def _looks_cut(table: TablePlan, parsed: ParsedFiles, entered: set[Key]) -> bool:
    """No rows at all, more missing than there, or results missing whose entries are still in the files."""
    rows = len(parsed.of(table.name))
    if not rows or len(table.missing) > rows:
        return True
    return table.name == "results" and any(row.key in entered for row in table.missing)


def _places(parsed: ParsedFiles) -> Places:
    """The series and centres that the files speak of."""
    places = set(parsed.places)
    series = {name for name, _ in places}
    if not series:
        series = {row.series for row in parsed.of("releases")}
    for centre in parsed.of("centres"):
        places.update((name, centre.centre_number) for name in series)
    return places


def _missing(name: str, parsed: ParsedFiles, places: Places, stored: Stored) -> Iterable[PlannedRow]:
    withdrawn = tuple(TABLES[name].fields).index("withdrawn")
    here = {row.key for row in parsed.rows[name]}
    rows = stored[name]
    for key, values in rows.values.items():
        if key not in here and (key[0], key[1]) in places and not values[withdrawn]:
            yield _row(key, values, rows.pks[key])


def _row(key: Key, values: Values, pk: int) -> PlannedRow:
    return PlannedRow(key=key, line=0, new=values, pk=pk)
