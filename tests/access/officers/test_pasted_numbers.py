"""Candidate numbers as people paste them."""

import pytest
from django.core.exceptions import ValidationError

from access.officers.forms.pasted_numbers import NumberList
from access.officers.forms.pasted_numbers import numbers_in as numbers_of_a_form
from results_portal.codes.kinds import CodeForm
from results_portal.codes.pattern import Pattern
from results_portal.models import CodeKind


def numbers_in(text: str, pattern: str = "9999") -> NumberList:
    return numbers_of_a_form(text, CodeForm(CodeKind.CANDIDATE_NUMBER, Pattern(pattern)))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", set()),
        ("0042", {"0042"}),
        ("0042, 0043;0044\n45\t46 47", {"0042", "0043", "0044", "0045", "0046", "0047"}),
        ("51-53", {"0051", "0052", "0053"}),
        ("0051 to 0053, 0060", {"0051", "0052", "0053", "0060"}),
        ("0051 \N{EN DASH} 0052", {"0051", "0052"}),
        ("\u0660\u0660\u0664\u0662", {"0042"}),
        ("\u202d0042\u202c", {"0042"}),
        ("Candidate number,Name\r\n0042,Ali\r\n43,Zoe\r\n", {"0042", "0043"}),
        ('Name;Candidate No.\n"Khan, Ali";42\n', {"0042"}),
        ("Name\tNumber\nAli\t42", {"0042"}),
        ("53-51", set()),
    ],
)
def test_numbers_are_found(text: str, numbers: set[str]) -> None:
    assert numbers_in(text).everyone == numbers


@pytest.mark.parametrize("text", ["Ali", "00042", "0042 Ali", "-", "4.2"])
def test_what_is_no_number_is_named(text: str) -> None:
    with pytest.raises(ValidationError, match="This is no number"):
        numbers_in(text)


def test_of_a_range_nobody_need_have_each_number() -> None:
    assert numbers_in("0001-0009, 0777").unknown({"0001", "0002"}) == ["0777"]


@pytest.mark.parametrize(
    ("pattern", "text", "numbers"),
    [
        ("999999", "42, 51-52", {"000042", "000051", "000052"}),
        ("99999?9?", "0042 000042", {"0042", "000042"}),
        ("99999?9?", "0998-1001", {"0998", "0999", "1000", "1001"}),
        ("AXX9", "ab12 AZZ3", {"AB12", "AZZ3"}),
    ],
)
def test_numbers_look_as_the_board_says(pattern: str, text: str, numbers: set[str]) -> None:
    assert numbers_in(text, pattern).everyone == numbers


@pytest.mark.parametrize("text", ["42", "998-1001", "1234567"])
def test_where_lengths_differ_nobody_guesses_the_zeros(text: str) -> None:
    with pytest.raises(ValidationError, match="four to six digits"):
        numbers_in(text, "99999?9?")


def test_a_range_of_a_billion_numbers_is_refused() -> None:
    with pytest.raises(ValidationError, match="more than 100,000 numbers"):
        numbers_in("000000001-999999999", "999999999")
