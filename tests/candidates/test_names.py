"""In which order a candidate's names stand."""

import pytest

from candidates.models import Candidate


@pytest.mark.parametrize(
    ("family_name", "given_names", "full_name"),
    [
        ("Rahman", "Maryam", "Maryam Rahman"),
        ("Nguyễn", "Thị Lan", "Thị Lan Nguyễn"),
        ("Rahman", "", "Rahman"),
        ("刘", "建军", "刘 建军"),
        ("佐々木", "真綾", "佐々木 真綾"),
        ("김", "민준", "김 민준"),
    ],
)
def test_the_family_name_comes_first_where_it_is_written_in_han_kana_or_hangul(
    family_name: str, given_names: str, full_name: str
) -> None:
    assert Candidate(family_name=family_name, given_names=given_names).full_name == full_name
