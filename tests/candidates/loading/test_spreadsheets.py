"""Files as spreadsheet programs save them: read where there is one reading, else one sentence that names the cause."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from candidates.loading import LoadRefused
from candidates.loading.parsing.parse import parse_files
from candidates.models import Candidate, Entry
from tests.candidates.loading.conftest import Said, run
from tests.support.folders import BASE, everything, write_base

pytestmark = pytest.mark.django_db
LoadOver = Callable[..., Said]
CANDIDATES = BASE["candidates"]
HEADER = CANDIDATES.partition("\n")[0]
DAYS: list[object] = [datetime.fromisoformat("2009-03-18"), date(2009, 3, 19), date(2008, 1, 2)]


def rows_of(text: str) -> list[list[object]]:
    return [list(line.split(",")) for line in text.splitlines()]


def workbook(**sheets: list[list[object]]) -> bytes:
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_cells(column: str, values: list[object]) -> list[list[object]]:
    """The candidates with these values in a column."""
    rows = rows_of(CANDIDATES)
    position = rows[0].index(column)
    for row, value in zip(rows[1:], values, strict=True):
        row[position] = value
    return rows


def wide(text: str) -> str:
    return "".join(f"{line},,,\n" for line in text.splitlines())


READ_AS_THEY_ARE: list[tuple[str, str | bytes]] = [
    ("semicolons", CANDIDATES.replace(",", ";")),
    ("tabs", CANDIDATES.replace(",", "\t")),
    ("Unicode text", CANDIDATES.replace(",", "\t").replace("\n", "\r\n").encode("utf-16")),
    ("UTF-16 without a mark", CANDIDATES.replace(",", "\t").encode("utf-16-le")),
    ("a line that names the separator", f"sep=,\n{CANDIDATES}"),
    ("another separator, named", "sep=;\n" + CANDIDATES.replace(",", ";")),
    ("empty columns", wide(CANDIDATES)),
    ("empty rows", f"{CANDIDATES},,,,,,,\n,,,,,,,\n"),
    ("long rows of empty cells", CANDIDATES.replace("\n", ",,\n").replace(f"{HEADER},,", HEADER)),
    ("a header in words", CANDIDATES.replace(HEADER, HEADER.replace("_", " ").title())),
    ("a header in other words", CANDIDATES.replace("family_name,given_names,date_of_birth", "Surname,First name,DOB")),
    ("zeros that are gone", CANDIDATES.replace(",004", ",4")),
    (
        "days before months",
        CANDIDATES.replace("2009-03-18", "18/03/2009")
        .replace("2009-03-19", "19/3/2009")
        .replace("2008-01-02", "02/01/2008"),
    ),
    (
        "months before days",
        CANDIDATES.replace("2009-03-18", "3/18/2009")
        .replace("2009-03-19", "3/19/2009")
        .replace("2008-01-02", "1/2/2008"),
    ),
    (
        "dates with full stops",
        CANDIDATES.replace("2009-03-18", "18.03.2009")
        .replace("2009-03-19", "19.03.2009")
        .replace("2008-01-02", "02.01.2008"),
    ),
    ("a workbook under the name", workbook(Sheet=rows_of(CANDIDATES))),
    (
        "a workbook with dates",
        workbook(Sheet=with_cells("date_of_birth", DAYS)),
    ),
    ("a workbook with numbers", workbook(Sheet=with_cells("candidate_number", [42, 43.0, 42]))),
    ("a workbook with numbers of days", workbook(Sheet=with_cells("date_of_birth", [39890, 39891, 39449]))),
    ("a workbook with another sheet that is empty", workbook(Tabelle1=rows_of(CANDIDATES), Tabelle2=[])),
]


@pytest.mark.parametrize(("kind", "content"), READ_AS_THEY_ARE, ids=[kind for kind, _ in READ_AS_THEY_ARE])
def test_a_saved_file_that_can_be_read_in_one_way_is_read(load_over: LoadOver, kind: str, content: str | bytes) -> None:
    before = everything()

    said = load_over(candidates=content)

    assert said.ended_well, said.errors
    assert everything() == before


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        (
            "Windows-1252",
            CANDIDATES.encode("windows-1252"),
            (
                "candidates.csv:3: the file isn't UTF-8 text: byte 0xFC, in 1 row. "
                "Save it as CSV UTF-8, or name its encoding: --encoding windows-1252"
            ),
        ),
        (
            "dates of two readings",
            CANDIDATES.replace("2009-03-18", "03/04/2009")
            .replace("2009-03-19", "")
            .replace("2008-01-02", "02/01/2008"),
            (
                "candidates.csv:2: date_of_birth can be read as day/month or month/day, in all 2 rows: "
                "write dates like 2010-09-19"
            ),
        ),
        (
            "values in a column without a heading",
            CANDIDATES.replace(HEADER, f"{HEADER},")
            .replace("11A", "11A,x")
            .replace("11B", "11B,")
            .replace(",13\n", ",13,\n"),
            "candidates.csv:1: a column without a heading has values in 1 rows",
        ),
        (
            "an old workbook",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "the file is an older workbook, or has a password",
        ),
        ("a damaged workbook", b"PK\x03\x04 and nothing of the kind", "the file can't be read as a workbook"),
        (
            "sheets of which none is it",
            workbook(One=rows_of(CANDIDATES), Two=rows_of(CANDIDATES)),
            "the workbook has 2 sheets and none is named candidates",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
def test_what_cannot_be_read_is_one_sentence(
    load_over: LoadOver, kind: str, content: str | bytes, expected: str
) -> None:
    before = everything()

    said = load_over(candidates=content)

    assert everything() == before
    lines = said.errors.splitlines()
    assert len({line.split(":", 2)[2] for line in lines[:-1]}) == 1, lines
    assert expected in lines[0]


def test_an_encoding_that_is_named_is_read(load_over: LoadOver) -> None:
    before = everything()

    said = load_over("--encoding", "windows-1252", candidates=CANDIDATES.encode("windows-1252"))

    assert said.ended_well
    assert everything() == before


def test_an_encoding_that_is_not_known_is_one_sentence(load_over: LoadOver) -> None:
    said = load_over("--encoding", "klingon", candidates=CANDIDATES.encode("windows-1252"))

    assert "candidates.csv:1: the encoding that was named isn't known" in said.errors


def test_a_mistake_in_one_table_is_not_repeated_by_the_tables_that_point_at_it(tmp_path: Path) -> None:
    spoiled = CANDIDATES.replace(",0043", ",43")

    with pytest.raises(LoadRefused) as refused:
        parse_files(write_base(tmp_path, candidates=spoiled))

    assert [str(problem) for problem in refused.value.problems] == [
        "candidates.csv:3: candidate_number is '43', has to be four digits from 0001 to 9999, like 0042"
    ]


def test_zeros_that_are_gone_from_syllabus_codes_come_back(tmp_path: Path) -> None:
    files = {
        name: BASE[name].replace("0580", "580").replace("0610", "610") for name in ("syllabuses", "entries", "results")
    }

    assert run(write_base(tmp_path, **files)).ended_well

    assert set(Entry.objects.values_list("syllabus__code", flat=True)) == {"0580", "0610", "9709"}


def test_a_workbook_with_a_sheet_for_each_table_loads(tmp_path: Path) -> None:
    sheets = {name.title(): rows_of(content) for name, content in BASE.items()}
    book = tmp_path / "june.xlsx"
    book.write_bytes(workbook(Notes=[["anything"]], **sheets))

    said = run(book)

    assert said.ended_well, said.errors
    assert "june.xlsx[Candidates]: 3 added, 0 changed, 0 unchanged" in said.output


def test_workbooks_in_a_folder_load(tmp_path: Path) -> None:
    folder = write_base(tmp_path / "june", candidates=None, results=None)
    for name in ("candidates", "results"):
        (folder / f"{name}.xlsx").write_bytes(workbook(Sheet1=rows_of(BASE[name])))

    assert run(folder).ended_well


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Khan: Aisha", ("Khan", "Aisha")),
        ('"Khan, Aisha"', ("Khan", "Aisha")),
        ("Aisha Khan", ("Aisha Khan", "")),
        ("Aisha", ("Aisha", "")),
    ],
)
def test_one_column_holds_the_whole_name(tmp_path: Path, written: str, names: tuple[str, str]) -> None:
    text = (
        "series,centre_number,candidate_number,name,date_of_birth,email,teaching_group\n"
        f"June 2026,PK123,0042,{written},2009-03-18,,\n"
        "June 2026,PK123,0043,José Müller,,,\n"
        "June 2026,GB045,0042,Alex Smith,,,\n"
    )

    assert run(write_base(tmp_path, candidates=text)).ended_well

    aisha = Candidate.objects.get(number="0042", centre__number="PK123")
    assert (aisha.family_name, aisha.given_names) == names


@pytest.mark.parametrize("names", ["Aisha,", ",Aisha"])
def test_a_single_name_is_read_in_whichever_column_it_stands(tmp_path: Path, names: str) -> None:
    said = run(write_base(tmp_path, candidates=CANDIDATES.replace("Khan,Aisha", names)))

    assert said.ended_well, said.errors
    aisha = Candidate.objects.get(number="0042", centre__number="PK123")
    assert (aisha.family_name, aisha.given_names) == ("Aisha", "")
    warned = "candidates.csv: given names stand alone in 1 rows, read as a single name" in said.output
    assert warned == names.startswith(",")


def zip_of(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def changed_workbook(name: str, content: bytes) -> bytes:
    """The candidates' workbook with one part added or replaced."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(workbook(Sheet=rows_of(CANDIDATES)))) as archive:
        for part in archive.namelist():
            parts[part] = archive.read(part)
    return zip_of(**{**parts, name: content})


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><workbook>&b;</workbook>'
HOSTILE = [
    ("macros", changed_workbook("xl/vbaProject.bin", b"x"), "the workbook holds macros"),
    ("entities", changed_workbook("xl/workbook.xml", ENTITIES), "the file can't be read as a workbook"),
    (
        "a part of zeros",
        changed_workbook("xl/worksheets/sheet1.xml", bytes(50_000_000)),
        "the file unpacks to far more than a table: 50,000,000 bytes",
    ),
    ("too many parts", zip_of(**{f"{number}.xml": b"" for number in range(300)}), "the file holds 300 files"),
    ("a cut workbook", workbook(Sheet=rows_of(CANDIDATES))[:-200], "the file can't be read as a workbook"),
]


@pytest.mark.parametrize(("kind", "content", "expected"), HOSTILE, ids=[kind for kind, _, _ in HOSTILE])
def test_a_hostile_workbook_is_refused(load_over: LoadOver, kind: str, content: bytes, expected: str) -> None:
    assert expected in load_over(candidates=content).errors


def test_a_zip_file_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    packed = tmp_path / "june.zip"
    packed.write_bytes(zip_of(**{"candidates.csv": CANDIDATES.encode() + b",,,,,,,\n" * 10_000_000}))

    assert "june.zip:1: the file unpacks to far more than a table" in run(packed).errors


def test_many_empty_rows_of_a_workbook_cost_little(load_over: LoadOver) -> None:
    before = everything()
    empty: list[list[object]] = [[""]] * 20_000
    rows = [*rows_of(CANDIDATES), *empty]

    said = load_over(candidates=workbook(Sheet=rows))

    assert said.ended_well
    assert everything() == before
