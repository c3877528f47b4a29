from hypothesis import given
from hypothesis import strategies as st

from results_portal.text import symbols


def test_no_symbol_can_be_mistaken_for_another() -> None:
    assert len(set(symbols.ALPHABET)) == 31
    assert set("0O1IL") & set(symbols.ALPHABET) == set()


@given(st.integers(0, 31**8 - 1))
def test_each_number_has_symbols_of_its_own(number: int) -> None:
    written = symbols.from_number(number, length=8)
    read = sum(symbols.ALPHABET.index(symbol) * 31**place for place, symbol in enumerate(written))
    assert (read, len(written)) == (number, 8)


def test_other_signs_and_lengths_are_noticed() -> None:
    assert symbols.could_be("ABCD2345", length=8)
    assert not symbols.could_be("ABCD2345", length=7)
    assert not symbols.could_be("ABCD0345", length=8)
