"""Words beside grades and in their place, and bands of marks: the board's data, today's as the start."""

import pytest

from candidates.grades.current import current_wording, wording, words_changed
from candidates.grades.first import FIRST, FIRST_VERSION
from candidates.grades.words import NOT_THERE, Band, GradeDetail, Wording
from candidates.models import GradeWording, Outcome, OutcomeWording, WordingVersion


@pytest.mark.parametrize(
    ("qualification", "grade", "printed"),
    [
        ("IGCSE", "A*", "A*(a*)"),
        ("ALEVEL", "B", "B(b)"),
        ("AS", "a", "a(a)"),
        ("ALEVEL", "a", "a(a)"),
        ("IGCSE91", "9", "9 (NINE)"),
        ("IGCSE91", "98", "98 (NINE EIGHT)"),
        ("IGCSE", "A*A", "A*A(a*a)"),
        ("PREU", "D1", "D1 (Distinction 1)"),
        ("PREU", "P3", "P3 (Pass 3)"),
        ("DIPLOMA", "Merit", "Merit(merit)"),
    ],
)
def test_a_grade_has_its_words_beside_it(qualification: str, grade: str, printed: str) -> None:
    assert str(FIRST.grade(qualification, grade)) == printed


def test_a_grade_for_which_the_board_wants_no_words_has_none() -> None:
    assert str(Wording(grades={("X", "A"): GradeDetail("")}).grade("X", "A")) == "A"


def test_every_outcome_has_words_of_its_own() -> None:
    assert FIRST.outcomes.keys() == set(Outcome.values)
    assert len({words.meaning for words in FIRST.outcomes.values()}) == len(Outcome)


@pytest.mark.parametrize("outcome", Outcome.values)
def test_an_outcome_is_named_as_the_board_names_it(outcome: str) -> None:
    words = FIRST.outcome(outcome)

    assert words.name == outcome
    assert words.meaning.endswith(".")
    assert words.next.endswith(".")


def test_an_outcome_nobody_knows_reads_as_not_available() -> None:
    assert FIRST.outcome("SOMETHING NEW") == NOT_THERE


def test_marks_are_explained_where_they_are_tied_to_grades() -> None:
    told = "a is 80 to 100, b is 70 to 79, c is 60 to 69, d is 50 to 59 and e is 40 to 49."
    assert FIRST.marks("AS") == told
    assert FIRST.marks("IGCSE").startswith("A* is 90 to 100, A is 80 to 89")
    assert FIRST.marks("IGCSE").endswith("F is 30 to 39 and G is 20 to 29.")
    assert (FIRST.marks("PREU"), FIRST.marks("IGCSE91")) == ("", "")


def test_the_tables_begin_with_todays_words(db: None) -> None:
    """So that a process which reads them says what one without them says."""
    assert WordingVersion.objects.get().version == FIRST_VERSION
    words_changed()

    assert current_wording() == FIRST


def test_at_the_start_nothing_is_read(db: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert wording(FIRST_VERSION) is FIRST


def test_a_change_is_read_once_and_kept(db: None, django_assert_num_queries: object) -> None:
    GradeWording.objects.filter(qualification_code="AS", symbol="a").update(words="first", band_from=85)
    OutcomeWording.objects.filter(outcome="PENDING").update(name="COMING")
    words_changed()

    assert str(current_wording().grade("AS", "a")) == "a (first)"
    with django_assert_num_queries(1):  # type: ignore[operator]
        now = current_wording()
    assert now.bands("AS")["a"] == Band(85, 100)
    assert now.outcome("PENDING").name == "COMING"
    assert now.outcome("UNGRADED").name == "UNGRADED"
