import pytest
from hypothesis import given
from hypothesis import strategies as st

from results_portal.text.folding import fold, fold_name


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Łukasz Żółć", "lukasz zolc"),
        ("Søren Ærø", "soren aero"),
        ("Nguyễn Đức", "nguyen duc"),
        ("\u0130pek I\u015f\u0131k", "ipek isik"),
        ("Weiß", "weiss"),
        ("Σωκράτης", "σωκρατησ"),
        ("علی", "علي"),
        ("فاطمة", "فاطمه"),
    ],
)
def test_a_name_is_found_as_it_is_typed_on_another_keyboard(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold_name(text)) == fold_name(text)


def test_a_name_is_compared_without_spaces_and_punctuation() -> None:
    assert fold_name("O'Brien-Žák, Anna 2") == "obrienzakanna2"
