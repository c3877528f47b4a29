"""What a letter says, and how one notices that it says something else now."""

from dataclasses import replace

import pytest

from candidates.contact import Contact
from letters.contents import LetterContent, digests
from tests.support.letter_samples import IGCSE, O_LEVEL, letter


def test_password_stays_out_of_repr() -> None:
    content = letter()
    assert content.password not in repr(content)
    assert content.username in repr(content)


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        (letter(candidate_name="Ayesha Siddiqi"), "name"),
        (letter(teaching_group="13G"), "name"),
        (letter(releases=(O_LEVEL,)), "releases"),
        (letter(releases=(replace(IGCSE, utc="20 January 2027, 06:00 UTC"),)), "releases"),
        (letter(contact=Contact(name="Sana Malik", telephone="", email="")), "contact"),
        (letter(reference="ANOTHER"), "password"),
        (letter(username="22222222"), "password"),
        (letter(sign_in_url="https://results.example.net/"), "site"),
        (letter(centre_name="Ravi Grammar Schools"), "centre"),
        (letter(series="March 2027"), "centre"),
    ],
)
def test_change_shows_in_the_digest_of_its_part_alone(changed: LetterContent, part: str) -> None:
    before, after = digests(letter()), digests(changed)
    assert [name for name in before if before[name] != after[name]] == [part]


def test_same_letter_printed_on_another_day_is_the_same() -> None:
    assert digests(letter()) == digests(letter(issued_on="24 November 2026", replaces_earlier=True))


def test_digests_tell_nothing_of_the_password() -> None:
    assert digests(letter()) == digests(letter(password="AAAAA-BBBBB-CCCCC"))


def test_values_next_to_each_other_are_told_apart() -> None:
    one = Contact(name="Sana", telephone="12", email="")
    other = Contact(name="Sana", telephone="1", email="2")
    assert digests(letter(contact=one))["contact"] != digests(letter(contact=other))["contact"]
