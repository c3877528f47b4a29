"""Files as they shouldn't be, through the pages and through the command: each is named, and nothing partly loaded."""

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import Workbook

from candidates.loads.lists import rows_of
from candidates.models import Candidate, LoadJob
from tests.support.folders import BASE, changed_base, everything
from tests.support.loads import base_with, page_of, send

pytestmark = pytest.mark.django_db(transaction=True)

RESULTS = BASE["results"]


@dataclass(frozen=True)
class Case:
    """A file as it is sent, and words of what is said about it; "" for one that can be read."""

    name: str
    content: bytes
    said: str
    words: tuple[str, ...] = field(default=())


def zip_of(files: dict[str, bytes], *, compressed: bool = True) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for name, each in files.items():
            archive.writestr(name, each)
    return content.getvalue()


def zip_with(name: str, content: bytes) -> bytes:
    """The base series and another file."""
    return zip_of({**{f"{table}.csv": text.encode() for table, text in BASE.items()}, name: content})


def encrypted() -> bytes:
    """A zip file that says of each file in it that it is encrypted."""
    content = bytearray(base_with())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            flags = struct.unpack_from("<H", content, start + place)[0]
            struct.pack_into("<H", content, start + place, flags | 1)
            start = content.find(mark, start + 4)
    return bytes(content)


def twice() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("results.csv", RESULTS)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("results.csv", RESULTS.replace(",B,", ",A,"))
    return content.getvalue()


def workbook(rows: list[list[object]], title: str = "results") -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """A workbook with one more part."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return file.getvalue()


def a_million_empty_rows() -> bytes:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(2, 1_000_001))
    content = io.BytesIO(workbook(TABLE[:1]))
    with zipfile.ZipFile(content) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", rows + b"</sheetData>")
    return zip_of(parts)


TABLE = [list[object](line.split(",")) for line in RESULTS.splitlines()]
MAKERS: dict[str, Callable[[], Case]] = {
    "a byte-order mark": lambda: Case("all.zip", base_with(results=b"\xef\xbb\xbf" + RESULTS.encode()), ""),
    "UTF-16": lambda: Case("all.zip", base_with(results=RESULTS.encode("utf-16")), ""),
    "UTF-16 that was cut": lambda: Case("all.zip", base_with(results=RESULTS.encode("utf-16")[:-1]), "was it cut?"),
    "a mark in the middle": lambda: Case(
        "all.zip", base_with(results=RESULTS.replace(",B,", ",\ufeffB,")), "the grade isn't one of"
    ),
    "a quote without an end": lambda: Case(
        "all.zip", base_with(results=RESULTS.replace(",B,", ',"B,')), "can't be read as CSV"
    ),
    "a quote in a cell": lambda: Case("all.zip", base_with(results=RESULTS.replace(",B,", ',B",')), "the grade isn't"),
    "a formula as a grade": lambda: Case("all.zip", base_with(results=RESULTS.replace(",B,", ",=1+1,")), "the grade"),
    "a formula as a centre": lambda: Case(
        "all.zip", base_with(results=RESULTS.replace("PK123,0043", "=PK123,0043")), "two capital letters"
    ),
    "a NUL": lambda: Case("all.zip", base_with(results=RESULTS.replace(",B,", ",B\0,")), "U+0000"),
    "a turned direction": lambda: Case(
        "all.zip", base_with(candidates=BASE["candidates"].replace("Khan", "Kh\u202ean")), "U+202E"
    ),
    "a cell of a megabyte": lambda: Case(
        "all.zip", base_with(candidates=BASE["candidates"].replace("Khan", "K" * 1_000_000)), "field limit"
    ),
    "a long name": lambda: Case(
        "all.zip", base_with(candidates=BASE["candidates"].replace("Khan", "Kh" * 300)), "characters, at most"
    ),
    "a day that doesn't exist": lambda: Case(
        "all.zip", base_with(candidates=changed_base("candidates", "2009-03-18", "2009-02-30")), "doesn't exist"
    ),
    "two ways to read a date": lambda: Case(
        "all.zip",
        base_with(
            candidates=BASE["candidates"]
            .replace("2009-03-18", "03/04/2009")
            .replace("2009-03-19", "05/06/2009")
            .replace("2008-01-02", "01/02/2008")
        ),
        "date_of_birth",
    ),
    "an instant without a zone": lambda: Case(
        "all.zip", base_with(releases=BASE["releases"].replace("06:00:00+01:00", "06:00:00")), "has no zone"
    ),
    "a row that is too short": lambda: Case(
        "all.zip", base_with(results=RESULTS + "June 2026,PK123\n"), "the number of cells is 2"
    ),
    "a result without an entry": lambda: Case(
        "all.zip", base_with(results=RESULTS + "June 2026,PK123,0043,0610,A,83,\n"), "unknown entry"
    ),
    "a result that is there twice": lambda: Case(
        "all.zip", base_with(results=RESULTS + "June 2026,PK123,0043,0580,A,83,\n"), "is in line 4 already"
    ),
    "a column that nobody knows": lambda: Case(
        "all.zip", base_with(results=RESULTS.replace("outcome", "result")), "result"
    ),
    "a zip bomb": lambda: Case("bomb.zip", zip_of({"results.csv": b"\0" * 300_000_000}), "unpacks to far more"),
    "a path out of the folder": lambda: Case(
        "out.zip", zip_of({"../../results.csv": RESULTS.encode()}), "names a place outside of it"
    ),
    "a path of Windows out of the folder": lambda: Case(
        "out.zip", zip_of({"..\\results.csv": RESULTS.encode()}), "names a place outside of it"
    ),
    "an absolute path": lambda: Case(
        "out.zip", zip_of({"/etc/results.csv": RESULTS.encode()}), "names a place outside of it"
    ),
    "a zip file in the zip file": lambda: Case("nested.zip", zip_with("more.zip", base_with()), "packed file in it"),
    "the same file twice in a zip file": lambda: Case("twice.zip", twice(), "2 times"),
    "an encrypted zip file": lambda: Case("secret.zip", encrypted(), "protected by a password"),
    "a zip file that was cut": lambda: Case("cut.zip", base_with()[:-100], "can't be read"),
    "too many files": lambda: Case("many.zip", zip_of({f"{n}.csv": b"" for n in range(300)}), "at most 200"),
    "a zip file of something else": lambda: Case("photos.zip", zip_of({"cat.jpg": b"x"}), "none of the files is here"),
    "a workbook with macros": lambda: Case(
        "results.xlsx", with_part(workbook(TABLE), "xl/vbaProject.bin", b"x"), "holds macros"
    ),
    "a workbook with entities": lambda: Case(
        "results.xlsx",
        with_part(workbook(TABLE), "xl/more.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
        "can't be read as a workbook",
    ),
    "an older workbook": lambda: Case("results.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "an older workbook"),
    "a workbook of a million empty rows": lambda: Case("results.xlsx", a_million_empty_rows(), ""),
    "a picture called results.csv": lambda: Case("results.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "isn't UTF-8 text"),
    "no spreadsheet at all": lambda: Case("holiday.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "neither a zip file"),
    "nothing but a header": lambda: Case("all.zip", base_with(candidates=BASE["candidates"].split("\n")[0]), "unknown"),
}
readable = ("a byte-order mark", "UTF-16", "a workbook of a million empty rows")


@pytest.mark.parametrize(
    ("table", "row", "field"),
    [
        ("results", "June 2026,PK123,0043,0610,A,83,", "syllabus code"),
        ("results", "June 2026,PK123,0042,9709,A,,", "syllabus code"),
        ("results", "June 2026,PK1,0042,0580,A,,", "centre number"),
        ("entries", "June 2026,PK123,0099,0580,", "candidate number"),
        ("candidates", "June 2026,AE999,0042,Smith,Alex,2008-01-02,,13", "centre number"),
    ],
)
def test_each_mistake_names_its_file_line_and_field(first: Client, table: str, row: str, field: str) -> None:
    job = send(first, {"all.zip": base_with(**{table: f"{BASE[table]}{row}\n"})})

    told = list(rows_of(job.lists["refused"]["place"]))

    assert [f"{table}.csv", str(BASE[table].count("\n") + 1), field] in [each[:3] for each in told], told


def test_ten_thousand_mistakes_are_listed_and_none_is_lost(first: Client) -> None:
    header = RESULTS.partition("\n")[0]
    rows = [f"June 2026,PK123,{number:05},0580,A,83," for number in range(10_000)]
    job = send(first, {"all.zip": base_with(results="\n".join([header, *rows, ""]))})

    assert job.lists["refused"]["rows"] == 10_000
    for address in (page_of(job), f"{page_of(job)}refused/", f"{page_of(job)}refused/?page=100"):
        assert len(first.get(address).content) < 150_000
    assert first.get(f"{page_of(job)}refused.csv").getvalue().count(b"\r\n") == 10_001
    assert Candidate.objects.count() == 0


@pytest.mark.parametrize("kind", MAKERS)
def test_the_command_names_it_and_loads_nothing(tmp_path: Path, kind: str) -> None:
    case = MAKERS[kind]()
    path = tmp_path / case.name
    path.write_bytes(case.content)
    before, errors = everything(), StringIO()

    try:
        call_command("load_series", str(path), "--dry-run", stdout=StringIO(), stderr=errors)
    except CommandError:
        assert case.said in errors.getvalue()
        assert case.said
    else:
        assert kind in readable
    assert everything() == before


@pytest.mark.parametrize("kind", MAKERS)
def test_the_page_names_it_and_loads_nothing(first: Client, kind: str) -> None:
    case = MAKERS[kind]()
    before = everything()

    job = send(first, {case.name: case.content})

    if case.said:
        assert job.state == LoadJob.State.REFUSED, job.fault
        told = list(rows_of(job.lists["refused"]["place"]))
        assert any(case.said in reason for _, _, _, reason, _ in told), told
        assert all(mend for *_, mend in told)
    else:
        assert job.state in {LoadJob.State.PREVIEW, LoadJob.State.REFUSED}
    assert everything() == before
    assert Candidate.objects.count() == 0
