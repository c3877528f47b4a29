"""How generated passwords are hashed, and what is forgiven in typing them."""

import sys
import unicodedata

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from access.credentials.hashers import GeneratedPasswordHasher, hash_generated, matches, nobodys_hash, normalise
from results_portal.text.symbols import ALPHABET, from_number

PASSWORD = "ABCDE-FGHJK-23456"


def test_a_password_matches_its_hash() -> None:
    assert matches(PASSWORD, hash_generated(PASSWORD)) is True


def test_another_password_doesnt() -> None:
    assert matches("ABCDE-FGHJK-23457", hash_generated(PASSWORD)) is False


def test_printed_and_bare_form_hash_alike() -> None:
    assert matches(PASSWORD, hash_generated("ABCDEFGHJK23456")) is True


def test_each_hash_has_its_own_salt_and_fits_its_column() -> None:
    hashes = {hash_generated(PASSWORD) for _ in range(3)}

    assert len(hashes) == 3
    assert max(map(len, hashes)) <= 128


def test_the_hash_names_its_own_algorithm_and_cost() -> None:
    assert hash_generated(PASSWORD).startswith("generated_pbkdf2_sha256$10000$")


def test_the_cheap_hasher_is_never_for_users() -> None:
    assert [name for name in settings.PASSWORD_HASHERS if "PBKDF2" in name or "Generated" in name] == []


@pytest.mark.parametrize("encoded", ["", "!", PASSWORD, "pbkdf2_sha256$1$salt$hash", "argon2$argon2id$v=19"])
def test_a_hash_of_another_kind_matches_nothing(encoded: str) -> None:
    assert matches(PASSWORD, encoded) is False


def test_nobodys_hash_costs_the_same_and_matches_nothing() -> None:
    decoded = GeneratedPasswordHasher().decode(nobodys_hash())

    assert decoded["iterations"] == 10_000
    assert [matches(guess, nobodys_hash()) for guess in ("", PASSWORD, nobodys_hash())] == [False] * 3


@given(
    st.text(ALPHABET, min_size=1, max_size=20),
    st.sampled_from(["", " ", "-", "\u2013", "\u2212", "\u00a0", "\u200b", "\t", "_", "\uff0d"]),
)
def test_separators_and_case_vanish(symbols: str, separator: str) -> None:
    assert normalise(separator.join(symbols.lower()) + separator) == symbols


DIGITS = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Nd"]
# Signs that people, telephones and word processors put between letters or around them.
BETWEEN = st.text(
    st.characters(categories=("Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Pc", "Zs", "Zl", "Zp", "Cf", "Sk", "Sm")),
    max_size=3,
)
printed_passwords = st.integers(0, 31**15 - 1).map(lambda number: printed(from_number(number, length=15)))
usernames = st.integers(0, 31**8 - 1).map(lambda number: from_number(number, length=8))


def printed(symbols: str) -> str:
    return "-".join((symbols[:5], symbols[5:10], symbols[10:]))


@given(printed_passwords, st.data())
def test_whatever_stands_between_the_symbols_is_forgiven(password: str, data: st.DataObject) -> None:
    typed = "".join(data.draw(BETWEEN) + symbol for symbol in password) + data.draw(BETWEEN)

    assert normalise(typed) == password.replace("-", "")


@given(usernames, st.data())
def test_digits_of_any_script_are_the_same_digits(username: str, data: st.DataObject) -> None:
    def in_a_script(symbol: str) -> str:
        if not symbol.isdecimal():
            return symbol
        return data.draw(st.sampled_from([digit for digit in DIGITS if unicodedata.decimal(digit) == int(symbol)]))

    assert normalise("".join(map(in_a_script, username))) == username


@given(
    usernames | printed_passwords,
    st.sampled_from(
        ["Username: ", "username ", "User name:", "USERNAME\n", "Password: ", "password\t", "Password:\u00a0"]
    ),
)
def test_the_word_that_was_pasted_along_is_forgiven(symbols: str, label: str) -> None:
    assert normalise(f"\u201c{label}{symbols}.\u201d") == symbols.replace("-", "")


@given(usernames | printed_passwords)
def test_what_is_typed_as_printed_stays_whole(symbols: str) -> None:
    assert normalise(symbols) == symbols.replace("-", "")


@pytest.mark.parametrize("symbols", ["USERNAME", "USERNAMEABCDEFG", "USERN-AMEAB-CDEFG"])
def test_what_happens_to_begin_with_the_word_stays_whole(symbols: str) -> None:
    assert normalise(symbols) == symbols.replace("-", "")


@given(st.text(st.characters(), max_size=60))
def test_whatever_is_typed_can_be_checked(typed: str) -> None:
    assert matches(typed, nobodys_hash()) is False


def test_half_a_character_is_dropped() -> None:
    assert normalise("ab\ud83dcd") == "ABCD"
