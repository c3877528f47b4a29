"""Candidate numbers as people paste them."""

import pytest
from django.core.exceptions import ValidationError

from access.officers.forms.pasted_numbers import numbers_in


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
