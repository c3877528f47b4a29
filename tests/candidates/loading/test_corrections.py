"""A later correction is never undone, overwritten or lowered by a file, unless that is asked for by name."""

from collections.abc import Callable
from datetime import date

import pytest

from candidates.history.record import record_staff_candidate, record_staff_result, stored_values
from candidates.models import Candidate, CandidateVersion, Result, ResultVersion, Source
from tests.candidates.loading.conftest import Said
from tests.support.folders import changed_base, everything

pytestmark = pytest.mark.django_db
LoadOver = Callable[..., Said]
NEWER = changed_base("results", "0043,0580,B,71", "0043,0580,A,81")


def jose() -> Candidate:
    return Candidate.objects.get(number="0043")


def result() -> Result:
    return Result.objects.get(entry__candidate__number="0043")


def grade() -> tuple[str, int | None]:
    return (result().grade, result().percentage_uniform_mark)


def correct_result() -> None:
    """What the admin does when staff correct a result."""
    corrected = result()
    before = stored_values(corrected)
    corrected.grade, corrected.percentage_uniform_mark = "A", 81
    corrected.save()
    record_staff_result(corrected, before=before, by="results@board.example", reason="after a review")


def correct_name() -> None:
    """What the admin does when staff correct a candidate's name."""
    corrected = jose()
    before = stored_values(corrected)
    corrected.family_name = "Muller-Ruiz"
    corrected.save()
    record_staff_candidate(corrected, before=before, by="results@board.example")


def versions() -> list[tuple[str, str, int | None, str]]:
    rows = ResultVersion.objects.filter(entry=result().entry)
    return [(row.source, row.grade, row.percentage_uniform_mark, row.by) for row in rows]


def test_an_old_file_leaves_a_grade_that_staff_corrected(load_over: LoadOver) -> None:
    correct_result()
    before = everything()

    said = load_over()

    assert everything() == before
    assert grade() == ("A", 81)
    assert said.ended_well
    assert (
        "Stays as it is, was corrected after the files said so: results.csv: "
        "June 2026 PK123 0043 0580 (grade, percentage_uniform_mark)" in said.output
    )
    assert versions() == [("LOAD", "B", 71, "load_series"), ("STAFF", "A", 81, "results@board.example")]


def test_an_older_extract_does_not_put_a_grade_back(load_over: LoadOver) -> None:
    assert load_over(results=NEWER).ended_well
    before = everything()

    said = load_over()

    assert everything() == before
    assert not said.ended_well
    assert "June 2026 PK123 0043 0580: grade, percentage_uniform_mark" in said.errors
    assert "Load again with --revert-corrections if that is meant." in said.errors


def test_by_the_word_a_grade_is_put_back_and_every_version_is_kept(load_over: LoadOver) -> None:
    load_over(results=NEWER)

    said = load_over("--revert-corrections")

    assert said.ended_well
    assert grade() == ("B", 71)
    assert [version[1:3] for version in versions()] == [("B", 71), ("A", 81), ("B", 71)]


def test_news_does_not_overwrite_what_staff_corrected(load_over: LoadOver) -> None:
    correct_result()

    said = load_over(results=changed_base("results", "0043,0580,B,71", "0043,0580,C,65"))

    assert not said.ended_well
    assert grade() == ("A", 81)


def test_a_corrected_grade_is_not_lowered(load_over: LoadOver) -> None:
    load_over(results=NEWER)

    said = load_over(results=changed_base("results", "0043,0580,B,71", "0043,0580,C,65"))

    assert not said.ended_well
    assert grade() == ("A", 81)


def test_a_corrected_grade_may_be_raised(load_over: LoadOver) -> None:
    load_over(results=NEWER)

    assert load_over(results=changed_base("results", "0043,0580,B,71", "0043,0580,A*,91")).ended_well

    assert grade() == ("A*", 91)


def test_an_older_extract_puts_no_outcome_in_the_place_of_a_grade(load_over: LoadOver) -> None:
    load_over(results=changed_base("results", "0042,0610,,,PENDING", "0042,0610,A,85,"))

    assert not load_over().ended_well

    assert Result.objects.get(entry__syllabus__code="0610").grade == "A"


def test_an_old_file_leaves_a_name_that_staff_corrected(load_over: LoadOver) -> None:
    correct_name()

    said = load_over()

    assert jose().family_name == "Muller-Ruiz"
    assert "candidates.csv: June 2026 PK123 0043 (family_name)" in said.output
    assert [v.source for v in CandidateVersion.objects.filter(candidate=jose())] == [Source.LOAD, Source.STAFF]


def test_a_correction_that_left_no_version_counts_as_well(load_over: LoadOver) -> None:
    Candidate.objects.filter(number="0043").update(email="jose@example.org", family_name="Muller")

    assert load_over().ended_well

    assert (jose().email, jose().family_name) == ("jose@example.org", "Muller")


def test_an_older_extract_does_not_put_a_name_or_a_date_of_birth_back(load_over: LoadOver) -> None:
    newer = changed_base("candidates", "Müller,José,2009-03-19", "Mueller,José,2009-04-19")
    assert load_over(candidates=newer).ended_well

    said = load_over()

    assert not said.ended_well
    assert "June 2026 PK123 0043: family_name, date_of_birth" in said.errors
    assert (jose().family_name, jose().date_of_birth) == ("Mueller", date(2009, 4, 19))
    assert load_over("--revert-corrections").ended_well
    assert jose().family_name == "Müller"


def test_a_teaching_group_may_change_to_and_fro(load_over: LoadOver) -> None:
    load_over(candidates=changed_base("candidates", "11B", "11C"))

    assert load_over().ended_well

    assert jose().teaching_group == "11B"


def test_what_was_corrected_before_versions_were_kept_is_not_overwritten(load_over: LoadOver) -> None:
    load_over(results=NEWER)
    ResultVersion.objects.all().delete()

    assert not load_over().ended_well

    assert grade() == ("A", 81)


def test_the_command_quotes_no_name_and_no_grade(load_over: LoadOver) -> None:
    load_over(results=NEWER, candidates=changed_base("candidates", "Müller", "Mueller"))

    said = load_over("--dry-run")

    assert [word for word in ("Müller", "Mueller", "B", "71", "81") if word in said.all.split()] == []
