"""How generated passwords are hashed, and what is forgiven in typing them."""

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from access.credentials.hashers import GeneratedPasswordHasher, hash_generated, matches, nobodys_hash, normalise
from results_portal.text.symbols import ALPHABET

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


@given(st.text(st.characters(), max_size=60))
def test_whatever_is_typed_can_be_checked(typed: str) -> None:
    assert matches(typed, nobodys_hash()) is False


def test_half_a_character_is_dropped() -> None:
    assert normalise("ab\ud83dcd") == "ABCD"
