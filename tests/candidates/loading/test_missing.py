"""Rows that are gone from the files: said, kept, and withdrawn by the word alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from candidates.embargo import gate
from candidates.models import Candidate, Entry, Result, ResultVersion
from results_portal.models import AuditEntry
from tests.candidates.loading.conftest import Said, run
from tests.support.folders import BASE, changed_base, everything

pytestmark = pytest.mark.django_db
LoadOver = Callable[..., Said]
HEADER = BASE["results"].partition("\n")[0]
ENTRY_GONE = {
    "entries": changed_base("entries", "June 2026,PK123,0042,0610,\n", ""),
    "results": changed_base("results", "June 2026,PK123,0042,0610,,,PENDING\n", ""),
}
MOVED = {name: BASE[name].replace("PK123,0043", "GB045,0077") for name in ("candidates", "entries", "results")}


def shown(number: str, centre: str = "PK123") -> list[str]:
    candidate = Candidate.objects.get(number=number, centre__number=centre)
    return [entry.syllabus_code for entry in gate.read(candidate).entries]


def test_a_candidate_who_moved_is_missing_at_the_old_centre(load_over: LoadOver) -> None:
    said = load_over(**MOVED)

    assert said.ended_well
    assert "In the database but not in these files: 1 candidate, 1 entry, 1 result: they stay" in said.output
    assert "  candidate June 2026 PK123 0043" in said.output.splitlines()
    assert not Candidate.objects.get(number="0043").withdrawn


def test_by_the_word_who_moved_is_withdrawn_at_the_old_centre(load_over: LoadOver) -> None:
    said = load_over("--withdraw-missing", **MOVED)

    assert "1 candidate, 1 entry, 1 result: withdrawn" in said.output
    assert list(Candidate.objects.filter(withdrawn=True).values_list("number", flat=True)) == ["0043"]
    assert shown("0043") == []
    entry = AuditEntry.objects.get(action="withdraw what files lack")
    assert (entry.centre_number, entry.series) == ("PK123", "june-2026")
    assert entry.details == {"candidates": ["0043"], "entries": ["0043 0580"], "results": 1, "moved": ["0043"]}


def test_who_is_gone_and_nowhere_else_has_not_moved(load_over: LoadOver) -> None:
    kept = {name: [line for line in BASE[name].splitlines() if "PK123,0043" not in line] for name in MOVED}
    files = {name: "\n".join([*lines, ""]) for name, lines in kept.items()}

    load_over("--withdraw-missing", **files)

    assert AuditEntry.objects.get(action="withdraw what files lack").details["moved"] == []


def test_who_was_withdrawn_and_is_named_again_stays_so_until_the_word_is_given(load_over: LoadOver) -> None:
    load_over("--withdraw-missing", **MOVED)

    said = load_over()

    assert "Stays as it is, was withdrawn: candidates.csv: June 2026 PK123 0043 (withdrawn)" in said.output
    assert Candidate.objects.get(number="0043").withdrawn
    assert load_over("--revert-corrections").ended_well
    assert not Candidate.objects.get(number="0043").withdrawn
    assert shown("0043") == ["0580"]


def test_a_column_that_says_so_brings_back_whom_a_load_withdrew(load_over: LoadOver) -> None:
    load_over("--withdraw-missing", **MOVED)
    lines = BASE["candidates"].splitlines()
    named = "\n".join([f"{lines[0]},withdrawn", *(f"{line},no" for line in lines[1:]), ""])

    assert load_over(candidates=named).ended_well

    assert not Candidate.objects.get(number="0043").withdrawn


def test_an_entry_that_is_gone_is_said_and_stays(load_over: LoadOver) -> None:
    before = everything()

    said = load_over(**ENTRY_GONE)

    assert everything() == before
    assert said.ended_well
    assert "In the database but not in these files: 1 entry, 1 result: they stay" in said.output


def test_by_the_word_a_withdrawn_entry_leaves_the_candidates_page(load_over: LoadOver) -> None:
    assert shown("0042") == ["0580", "0610"]

    load_over("--withdraw-missing", **ENTRY_GONE)

    assert shown("0042") == ["0580"]
    assert Entry.objects.get(candidate__number="0042", syllabus__code="0610").withdrawn
    versions = ResultVersion.objects.filter(entry__syllabus__code="0610").values_list("outcome", "withdrawn")
    assert list(versions) == [("PENDING", False), ("PENDING", True)]


def test_what_was_withdrawn_stays_so_when_an_older_file_has_it_again(load_over: LoadOver) -> None:
    load_over("--withdraw-missing", **ENTRY_GONE)
    before = everything()

    said = load_over()

    assert everything() == before
    assert "Stays as it is, was withdrawn: entries.csv: June 2026 PK123 0042 0610 (withdrawn)" in said.output
    assert load_over("--revert-corrections").ended_well
    assert shown("0042") == ["0580", "0610"]


@pytest.mark.parametrize(
    ("kind", "results", "missing"),
    [
        ("cut after a row", f"{HEADER}\nJune 2026,PK123,0042,0580,A,83,\n", 3),
        ("nothing but the header", f"{HEADER}\n", 4),
    ],
)
def test_results_that_were_cut_are_refused_without_a_word(
    load_over: LoadOver, kind: str, results: str, missing: int
) -> None:
    before = everything()

    said = load_over(results=results)

    assert everything() == before, kind
    assert not said.ended_well
    assert f"In the database but not in these files: {missing} results" in said.errors
    assert "--keep-missing loads them and keeps what they lack" in said.errors
    assert "Load again with --withdraw-missing if that is meant." in said.errors


def test_by_a_word_results_that_are_not_in_the_file_are_kept(load_over: LoadOver) -> None:
    said = load_over("--keep-missing", results=f"{HEADER}\nJune 2026,PK123,0042,0580,A,84,\n")

    assert said.ended_well
    assert Result.objects.filter(withdrawn=False).count() == 4
    assert (
        Result.objects.get(entry__syllabus__code="0580", entry__candidate__number="0042").percentage_uniform_mark == 84
    )


def test_by_the_word_a_result_that_is_not_in_the_file_is_taken_back(load_over: LoadOver) -> None:
    load_over("--withdraw-missing", results=f"{HEADER}\nJune 2026,PK123,0042,0580,A,83,\n")

    candidate = Candidate.objects.get(number="0043")
    (entry,) = gate.read(candidate).entries
    assert (entry.is_open, entry.result) == (True, None)


def test_other_centres_and_series_are_not_missing(base: Path, tmp_path: Path) -> None:
    folder = tmp_path / "one centre"
    folder.mkdir()
    for name in ("candidates", "entries", "results"):
        rows = BASE[name].splitlines(keepends=True)
        (folder / f"{name}.csv").write_text("".join([rows[0], *(row for row in rows if "GB045" in row)]))

    said = run(folder)

    assert said.ended_well
    assert "In the database but not in these files" not in said.output
