"""Grades and marks that contradict one another are refused; grades are read as people write them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from candidates.models import Result
from tests.candidates.loading.conftest import Said, run
from tests.support.folders import BASE, changed_base, everything, write_base

pytestmark = pytest.mark.django_db
LoadOver = Callable[..., Said]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "0610,,,PENDING",
            "0610,,64,PENDING",
            "results.csv:3: a mark stands beside the outcome, which only UNGRADED may",
        ),
        (
            "0580,B,71,",
            "0580,,83,NO RESULT",
            "results.csv:4: a mark stands beside the outcome, which only UNGRADED may",
        ),
        ("0580,A,83,", "0580,A,20,", "results.csv:2: the mark isn't one that goes with the grade in IGCSE"),
        ("0580,A,83,", "0580,A,90,", "results.csv:2: the mark isn't one that goes with the grade in IGCSE"),
        ("9709,C,62,", "9709,,62,UNGRADED", "results.csv:5: the mark isn't one that goes with the grade in ALEVEL"),
        ("0580,B,71,", "0580,B,71.5,", "results.csv:4: percentage_uniform_mark has to be a whole number from 0 to 100"),
    ],
)
def test_marks_that_contradict_are_refused(load_over: LoadOver, old: str, new: str, expected: str) -> None:
    before = everything()

    said = load_over(results=changed_base("results", old, new))

    assert everything() == before
    assert expected in said.errors
    assert "1 problem." in said.errors


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0580,A,83,", "0580,A,83.0,"),
        ("0580,A,83,", "0580,a,83,"),
        ("0610,,,PENDING", "0610,,,pending"),
        ("9709,C,62,", "9709,C,62.00,"),
    ],
)
def test_grades_and_marks_are_read_as_people_write_them(load_over: LoadOver, old: str, new: str) -> None:
    before = everything()

    assert load_over(results=changed_base("results", old, new)).ended_well

    assert everything() == before


def test_space_before_a_star_and_an_outcome_with_an_underscore_are_read(load_over: LoadOver) -> None:
    text = changed_base("results", "0580,A,83,", "0580,A *,93,").replace(",,,PENDING", ",,,no_result")

    assert load_over(results=text).ended_well

    said = Result.objects.filter(entry__candidate__number="0042", entry__qualification__code="IGCSE")
    assert set(said.values_list("grade", "outcome")) == {("A*", ""), ("", "NO RESULT")}


def test_a_small_letter_that_is_a_grade_of_another_scale_is_not_guessed_at(tmp_path: Path) -> None:
    scales = f"{BASE['qualifications']}AS,Cambridge International AS Level,a|b|c|d|e\n"
    results = changed_base("results", "9709,C,62", "9709,c,62")

    said = run(write_base(tmp_path, qualifications=scales, results=results))

    assert "results.csv:5: the grade isn't one of ALEVEL: A* A B C D E" in said.errors


def test_an_ungraded_mark_stays(load_over: LoadOver) -> None:
    assert load_over(results=changed_base("results", "0610,,,PENDING", "0610,,12,UNGRADED")).ended_well
