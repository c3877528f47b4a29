"""Passwords that people choose: long, any characters, none that is guessed first."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password",
    [
        "Cambridge-Results-2026!",
        "ExamsOfficer2026",
        "candidate results service abc",
        "IGCSE November 2027",
        "short",
        "123456789012345",
        "qwertyqwerty",
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "the results are tomatoes and rain",
        "ünïcödé pässwörd with späces",
        "only small letters here",
        "a" + "long one, " * 20,
    ],
)
def test_any_other_is_accepted_whatever_it_is_made_of(password: str) -> None:
    validate_password(password)
