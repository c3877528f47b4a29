"""Results alone, of which there are many: looked up some thousand at a time, with the same words for what is wrong."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidates.loading import LoadOptions, LoadRefused, load_files
from candidates.models import Result, ResultVersion
from tests.candidates.loading.test_cost import LOADING, many

COUNT = 30
HEADER = "series,centre_number,candidate_number,syllabus_code,grade,percentage_uniform_mark,outcome"


@pytest.fixture(autouse=True)
def _few_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("candidates.loading.planning.results.TOGETHER", 7)
    monkeypatch.setattr("results_portal.crypto.sealed_rows.TOGETHER", 4)


@pytest.fixture
def entered(tmp_path: Path) -> Path:
    """A folder for results of candidates who are entered."""
    folder = many(tmp_path / "all", COUNT)
    (folder / "results.csv").unlink()
    load_files(folder, by=LOADING)
    alone = tmp_path / "alone"
    alone.mkdir()
    return alone


def write(folder: Path, *rows: str) -> None:
    (folder / "results.csv").write_text("\n".join([HEADER, *rows]))


def row(number: int, said: str = "C,62,") -> str:
    return f"June 2026,PK123,{number:04},9709,{said}"


def problems(folder: Path) -> list[str]:
    with pytest.raises(LoadRefused) as refused:
        load_files(folder, by=LOADING)
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.django_db
def test_every_result_is_written_with_its_version(entered: Path) -> None:
    write(entered, *(row(number) for number in range(1, COUNT + 1)))

    report = load_files(entered, by=LOADING)

    assert str(report.files["results"]) == f"{COUNT} added, 0 changed, 0 unchanged"
    numbers = [f"{number:04}" for number in range(1, COUNT + 1)]
    written = Result.objects.order_by("entry__candidate__number")
    assert list(written.values_list("entry__candidate__number", flat=True)) == numbers
    assert ResultVersion.objects.filter(number=1, grade="C", percentage_uniform_mark=62).count() == COUNT


@pytest.mark.django_db
def test_one_corrected_result_reads_its_centre_alone_and_writes_itself(entered: Path) -> None:
    write(entered, *(row(number) for number in range(1, COUNT + 1)))
    load_files(entered, by=LOADING)
    write(entered, row(17, "B,74,"))

    with CaptureQueriesContext(connection) as queries:
        report = load_files(entered, by=LOADING, options=LoadOptions(keep_missing=True))

    assert str(report.files["results"]) == "0 added, 1 changed, 0 unchanged"
    assert len(report.plan.tables["results"].missing) == COUNT - 1
    assert Result.objects.filter(grade="B").count() == 1
    whole = [query["sql"] for query in queries if "candidates_result" in query["sql"] and "WHERE" not in query["sql"]]
    assert [sql for sql in whole if sql.startswith("SELECT")] == []


@pytest.mark.django_db
def test_everything_wrong_is_said_in_the_order_of_the_file(entered: Path) -> None:
    rows = [row(number) for number in range(1, 20)]
    rows[8] = row(1)
    rows[12] = row(900)
    rows[15] = row(16, "Z,62,")
    rows[17] = row(18, "C,62,PENDING")
    write(entered, *rows)

    said = problems(entered)

    assert [text.partition(": ")[0] for text in said] == [f"results.csv:{line}" for line in (10, 14, 17, 19)]
    assert "is in line 2 already" in said[0]
    assert "unknown entry" in said[1]
    assert "the grade isn't one of" in said[2]
    assert "both a grade and an outcome" in said[3]
    assert Result.objects.count() == 0


@pytest.mark.django_db
def test_a_cell_that_means_nothing_is_named_beside_everything_else(entered: Path) -> None:
    write(entered, row(900), row(2, "C,162,"), row(3))

    said = problems(entered)

    assert [text.partition(": ")[0] for text in said] == ["results.csv:2", "results.csv:3"]
