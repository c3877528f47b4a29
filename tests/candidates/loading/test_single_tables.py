"""Tables without the others, a series' first files, extracts, dry runs, and copies of files."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from candidates.models import Candidate, Load, Result, Series
from tests.candidates.loading.conftest import Said, run
from tests.support.folders import BASE, changed_base, everything, write_base

pytestmark = pytest.mark.django_db
LoadOver = Callable[..., Said]


def alone(path: Path, **files: str) -> Path:
    path.mkdir()
    for name, content in files.items():
        (path / f"{name}.csv").write_text(content, encoding="utf-8")
    return path


def test_results_alone_load(base: Path, tmp_path: Path) -> None:
    said = run(alone(tmp_path / "alone", results=changed_base("results", "B,71", "B,72")))

    assert said.output.splitlines() == [
        "results.csv: 0 added, 1 changed, 3 unchanged",
        "Results that were released already and are marked as corrected: 1",
        "Loaded: june-2026.",
    ]
    assert Result.objects.filter(percentage_uniform_mark=72).count() == 1


def test_one_file_may_be_named_instead_of_its_folder(base: Path, tmp_path: Path) -> None:
    folder = alone(tmp_path / "alone", results=changed_base("results", "B,71", "B,72"))

    assert run(folder / "results.csv").ended_well


def test_candidates_alone_load(base: Path, tmp_path: Path) -> None:
    more = f"{BASE['candidates']}June 2026,PK123,0044,Noor,Zara,,,\n"

    assert run(alone(tmp_path / "alone", candidates=more)).ended_well

    assert Candidate.objects.get(number="0044").centre.number == "PK123"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("PK123,0043,0580", "PK123,0099,0580", "unknown entry 'June 2026 PK123 0099 0580': entries.csv isn't here, "),
        ("GB045,0042,9709", "GB046,0042,9709", "unknown centre 'GB046': centres.csv isn't here, and the database"),
        ("GB045,0042,9709,C", "GB045,0042,9709,F", "the grade isn't one of ALEVEL: A* A B C D E"),
    ],
)
def test_what_rows_point_at_has_to_be_in_the_database(
    base: Path, tmp_path: Path, old: str, new: str, expected: str
) -> None:
    said = run(alone(tmp_path / "alone", results=changed_base("results", old, new)))

    assert not said.ended_well
    assert expected in said.errors
    assert "1 problem." in said.errors


def test_a_series_that_is_not_there_is_added_by_the_word_alone(base: Path, tmp_path: Path) -> None:
    files = {name: content.replace("June 2026", "November 2026") for name, content in BASE.items()}
    before = everything()
    folder = write_base(tmp_path / "november", **files)

    said = run(folder)

    assert everything() == before
    assert "The files would add series. There are already: June 2026:\n  November 2026" in said.errors
    assert "Load again with --new-series if that is meant." in said.errors
    assert run(folder, "--new-series").ended_well
    assert Series.objects.count() == 2


def test_a_series_that_a_spreadsheet_made_a_date_of_is_one_sentence(base: Path, tmp_path: Path) -> None:
    files = {name: content.replace("June 2026", "Jun-26") for name, content in BASE.items()}

    said = run(write_base(tmp_path / "spoiled", **files), "--new-series")

    assert said.errors.splitlines()[0] == (
        "releases.csv:2: series is 'Jun-26', which a spreadsheet program made of a name such as June 2026: "
        "write that name, as text (and so in 12 more rows, the last is results.csv:5)"
    )
    assert len(said.errors.splitlines()) == 2


def test_a_dry_run_says_everything_and_writes_nothing(load_over: LoadOver) -> None:
    before = everything()

    said = load_over(
        "--dry-run",
        results=changed_base("results", "B,71", "B,72"),
        releases=changed_base("releases", "2026-08-18", "2026-08-17"),
    )

    assert everything() == before
    assert said.ended_well
    assert "results.csv: 0 added, 1 changed, 3 unchanged" in said.output
    assert "results.csv: June 2026 PK123 0043 0580: percentage_uniform_mark" in said.output
    assert "Load again with --open-releases if that is meant." in said.output
    assert said.output.splitlines()[-1] == "Nothing was written: this was a dry run."


@pytest.mark.parametrize(
    "name",
    [
        "candidates (1).csv",
        "Copy of candidates.csv",
        "candidates - Copy.csv",
        "candidates_old.csv",
        "candidates (old).xlsx",
    ],
)
def test_a_copy_beside_a_file_is_refused(base: Path, name: str) -> None:
    (base / name).write_text(BASE["candidates"], encoding="utf-8")

    said = run(base)

    assert f"{name}:1: the name looks like a copy of candidates.csv: remove the file" in said.errors


def test_two_files_for_one_table_are_refused(base: Path) -> None:
    (base / "candidates.txt").write_text(BASE["candidates"], encoding="utf-8")

    assert "candidates.csv is here as well: remove the one of them that doesn't count" in run(base).errors


def test_other_files_beside_are_passed_over(base: Path) -> None:
    for name in ("README", "notes.csv", ".DS_Store", "~$candidates.xlsx", "candidates.csv.bak"):
        (base / name).write_text("x", encoding="utf-8")

    assert run(base).output.splitlines()[-1] == "Nothing changed: june-2026."


@pytest.mark.parametrize("inside", ["", "june/"])
def test_a_zip_file_of_the_folder_loads(tmp_path: Path, inside: str) -> None:
    packed = tmp_path / "june.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in BASE.items():
            archive.writestr(f"{inside}{name}.csv", content)
        archive.writestr("__MACOSX/._candidates.csv", b"\x00\x05")

    assert run(packed).ended_well

    assert Result.objects.count() == 4


def extract(number: int, made_at: str = "2026-08-01T00:00:00Z", **counts: int) -> str:
    columns = ",".join(["number", "made_at", *counts])
    return f"{columns}\n{number},{made_at},{','.join(map(str, counts.values()))}".rstrip(",") + "\n"


def test_an_extract_says_how_many_rows_each_file_has(load_over: LoadOver) -> None:
    rows = BASE["results"].splitlines(keepends=True)

    said = load_over(extract=extract(7, results=4), results="".join(rows[:2]))

    assert "results.csv:1: the number of rows is 1, extract.csv says 4: was the file cut?" in said.errors


def test_an_older_extract_is_refused_without_the_word(load_over: LoadOver) -> None:
    assert load_over(extract=extract(7, results=4)).ended_well
    assert list(Load.objects.values_list("number", flat=True))[:1] == [7]

    said = load_over(extract=extract(6), results=changed_base("results", "B,71", "B,72"))

    assert "extract 6, loaded was 7" in said.errors
    assert not Result.objects.filter(percentage_uniform_mark=72).exists()


def test_an_extract_that_was_made_before_is_refused_without_the_word(load_over: LoadOver) -> None:
    load_over(extract=extract(7, "2026-08-02T00:00:00Z"))

    said = load_over(extract=extract(8, "2026-08-01T00:00:00Z"))

    assert "made on 1 August 2026, 00:00 UTC (01:00 UK time), loaded was one of 2 August 2026" in said.errors


def test_the_same_extract_again_changes_nothing(load_over: LoadOver) -> None:
    load_over(extract=extract(7))
    before = everything()

    assert load_over(extract=extract(7)).ended_well

    assert everything() == before
