"""A browser that translates pages leaves alone what has to stay as it is: codes, grades, usernames and passwords."""

import re

from django.test import Client


def untranslated(page: str) -> str:
    """Everything that stands in an element marked as not to be translated."""
    return " ".join(re.findall(r'translate="no"[^>]*>([^<]*)<', page))


def test_codes_and_grades_are_not_translated(signed_in: Client) -> None:
    kept = untranslated(signed_in.get("/results/").content.decode())

    assert "9709" in kept
    assert re.search(r"\bB\b", kept)
    assert "0610" in kept
    assert "0042" in kept


def test_username_and_password_are_not_translated(client: Client, db: None) -> None:
    page = client.get("/results/sign-in/").content.decode()

    assert re.findall(r'<input [^>]*translate="no"[^>]*name="(\w+)"', page) == ["username", "password"]
    assert untranslated(page).split()[:1] == ["K7MPW2QX"]
