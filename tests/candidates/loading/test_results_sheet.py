"""The board's own results sheet: read as results of the series that was named."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from candidates.models import Result
from tests.candidates.loading.conftest import Said, run
from tests.support.folders import write_base

pytestmark = pytest.mark.django_db

COMPONENTS = ["Component 12 Raw mark", "Component 12 Adjusted mark", "Component 12 Grade", "Component 12 (final marks)"]
HEADER = [
    "Syllabus",
    "Option code",
    "Centre number",
    "Candidate number",
    "Candidate name",
    *COMPONENTS,
    "Syllabus total",
    "Syllabus grade",
]


def row(number: object, grade: str, *, syllabus: object = "0580") -> list[object]:
    return [syllabus, "BX", "PK123", number, "Khan: Aisha", 61, 60.5, "A", 60.5, 143, grade]


def sheet(*rows: list[object], title: str = "Results", header: list[str] = HEADER) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = title
    page.append(header)
    for each in rows:
        page.append(each)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def unreleased(tmp_path: Path) -> Path:
    """The base series with its releases far away."""
    releases = "series,qualification_code,releases_at\nJune 2026,IGCSE,2098-08-18T06:00:00+01:00\n"
    folder = write_base(tmp_path / "base", releases=releases + "June 2026,ALEVEL,2098-08-11T06:00:00+01:00\n")
    assert run(folder).ended_well
    return folder


@pytest.fixture
def load(unreleased: Path, tmp_path: Path) -> Callable[..., Said]:
    """Load a workbook: `load(content, "--series", "June 2026")`."""

    def loaded(content: bytes, *words: str, name: str = "sheet.xlsx") -> Said:
        path = tmp_path / name
        path.write_bytes(content)
        return run(path, *words)

    return loaded


def said(number: str) -> tuple[str, int | None, str]:
    found = Result.objects.get(entry__candidate__number=number, entry__syllabus__code="0580")
    return found.grade, found.percentage_uniform_mark, found.outcome


def test_grades_are_taken_and_marks_that_it_doesnt_say_stay(load: Callable[..., Said]) -> None:
    answer = load(sheet(row(42, "A"), row(43, "C(c)")), "--series", "June 2026")

    assert answer.ended_well, answer.all
    assert said("0042") == ("A", 83, "")
    assert said("0043") == ("C", None, "")


@pytest.mark.parametrize(
    ("written", "outcome"), [("Q", "PENDING"), ("No Result", "NO RESULT"), ("Y", "TO BE ISSUED"), ("U", "UNGRADED")]
)
def test_outcomes_are_known_in_short_and_in_full(load: Callable[..., Said], written: str, outcome: str) -> None:
    assert load(sheet(row(42, "A"), row(43, written)), "--series", "June 2026").ended_well

    assert said("0043") == ("", None, outcome)


def test_a_row_without_a_grade_says_nothing(load: Callable[..., Said]) -> None:
    answer = load(sheet(row(42, "B"), row(43, "")), "--series", "June 2026")

    assert "rows without a grade, which say nothing: 1" in answer.output
    assert said("0043") == ("B", 71, "")


def test_other_syllabuses_arent_missing(load: Callable[..., Said]) -> None:
    answer = load(sheet(row(42, "B"), row(43, "B")), "--series", "June 2026")

    assert answer.ended_well
    assert "not in these files" not in answer.output


def test_a_csv_file_of_the_sheet_is_read_under_any_name(load: Callable[..., Said]) -> None:
    lines = [",".join(HEADER), *(",".join(map(str, each)) for each in (row("0042", "B"), row("0043", "B")))]

    assert load("\n".join(lines).encode(), "--series", "June 2026", name="from the board.csv").ended_well

    assert said("0042") == ("B", None, "")


def test_without_its_series_it_is_refused(load: Callable[..., Said]) -> None:
    answer = load(sheet(row(42, "B")))

    assert not answer.ended_well
    assert "a results sheet doesn't say its series: name it (--series)" in answer.errors


def test_a_grade_of_another_scale_is_refused_with_its_place(load: Callable[..., Said]) -> None:
    answer = load(sheet(row(42, "B"), row(43, "7")), "--series", "June 2026")

    assert "sheet.xlsx[Results]:3: the grade isn't one of IGCSE" in answer.errors
    assert said("0043") == ("B", 71, "")


def test_two_sheets_at_once_are_refused(load: Callable[..., Said]) -> None:
    book = Workbook()
    for title in ("One", "Two"):
        page = book.create_sheet(title)
        page.append(HEADER)
        page.append(row(42, "B"))
    content = io.BytesIO()
    book.save(content)

    assert "there are 2 results sheets: send one at a time" in load(content.getvalue(), "--series", "June 2026").errors
