"""Whatever stands in a folder's cells and bytes, reading it ends with rows or with problems, never with a crash."""

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candidates.loading import LoadOptions, LoadRefused, load_files, schema
from candidates.loading.parsing.parse import ParsedFiles, parse_files
from results_portal import audit
from tests.support.folders import GOOD, everything, write_folder

FILES = [table.name for table in schema.ALL]
# Texts that are near to what a cell may hold reach further than random ones.
NUMBERS = ["0000", "PK123", "9|", "101", "-1", "\uff11\uff12", "\u0660\u0661\u0660\u0661", "2010-02-29", "0000-00-00"]
INSTANTS = ["2026-01-11T06:00:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-W01-1", "Z"]
WORDS = [
    "",
    " ",
    "A*",
    "yes",
    "PENDING",
    "June 2026",
    "Asia/Karachi",
    "../../etc/passwd",
    "localtime",
    "a@b",
    "x" * 400,
]
CHARACTERS = ["'", '"', "\x00", "\ufeff", "\u2028", "\U000e0001"]
NEARLY = st.sampled_from([*NUMBERS, *INSTANTS, *WORDS, *CHARACTERS])
CELL = NEARLY | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def read(**files: str | bytes | None) -> ParsedFiles | list[str]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            return parse_files(write_folder(Path(folder), **files))
        except LoadRefused as refused:
            return [str(problem) for problem in refused.problems]


def as_csv(rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def rows_of(file: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(GOOD[file], newline="")))


@pytest.mark.django_db
@settings(deadline=None)
@given(data=st.data(), file=st.sampled_from(FILES), text=CELL)
def test_any_text_in_any_cell_is_taken_or_reported_in_its_own_line(data: st.DataObject, file: str, text: str) -> None:
    rows = rows_of(file)
    row = data.draw(st.integers(1, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    rows[row][column] = text

    found = read(**{file: as_csv(rows)})

    if isinstance(found, list):
        # A later row may have the key that this one got, and other files may name what stood here before.
        own = [int(problem.split(":")[1]) for problem in found if problem.startswith(f"{file}.csv:")]
        assert found != []
        assert [line for line in own if line < row + 1] == []


@pytest.mark.django_db
@settings(deadline=None)
@given(file=st.sampled_from(FILES), content=st.binary(max_size=200))
def test_any_bytes_are_a_file_or_reported(file: str, content: bytes) -> None:
    found = read(**{file: content})

    assert isinstance(found, list)
    assert found[0].startswith(f"{file}.csv:")


@pytest.mark.django_db
@settings(deadline=None)
@given(file=st.sampled_from(FILES), lines=st.lists(st.lists(CELL, max_size=9), max_size=5))
def test_any_lines_below_a_good_header_are_taken_or_reported(file: str, lines: list[list[str]]) -> None:
    header = rows_of(file)[0]

    found = read(**{file: as_csv([header, *lines])})

    assert isinstance(found, ParsedFiles) or all(".csv:" in problem for problem in found)


@pytest.mark.django_db
@settings(deadline=None)
@given(family=CELL, given=CELL, group=CELL)
def test_whatever_passes_the_checks_can_be_stored(family: str, given: str, group: str) -> None:
    """PostgreSQL refuses NUL, and both count characters: a text that was let through mustn't fail there."""
    rows = rows_of("candidates")
    rows[1][3], rows[1][4], rows[1][7] = family, given, group
    with tempfile.TemporaryDirectory() as folder:
        written = write_folder(Path(folder), candidates=as_csv(rows))
        try:
            load_files(written, by=audit.Command("load_series"), options=LoadOptions(revert_corrections=True))
        except LoadRefused:
            return
    stored = everything()["Candidate"][0]
    # A single name counts as the family name, whichever of the two columns has it.
    names = (family.strip() or given.strip(), given.strip() if family.strip() else "")
    assert (stored["family_name"], stored["given_names"], stored["teaching_group"]) == (*names, group.strip())
