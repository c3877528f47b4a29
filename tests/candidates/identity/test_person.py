"""When the row of a candidate number means another person: one rule, looked at from every side."""

import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from candidates.identity import Person, another_people
from candidates.identity.names import share_a_word, words_of

AISHA = Person(series=1, centre=1, name="Aisha Khan", date_of_birth=date(2009, 3, 18))
BILAL = Person(series=1, centre=1, name="Bilal Ahmed", date_of_birth=date(2008, 11, 30))
JOSE = Person(series=1, centre=1, name="José Müller", date_of_birth=date(2009, 3, 19))

LETTERS = "abcdefghijklmnopqrstuvwxyzäöüéñçşđłאבשمحدعДжфця王芳"
words = st.text(alphabet=LETTERS, min_size=2, max_size=9)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)
days = st.dates(min_value=date(2005, 1, 1), max_value=date(2012, 12, 31))
people = st.builds(
    Person,
    series=st.just(1),
    centre=st.just(1),
    name=names,
    date_of_birth=st.none() | days,
    candidate_uid=st.sampled_from(["", "", "U1", "U2"]),
)


def is_another(before: Person, after: Person) -> bool:
    return another_people({"0042": before}, {"0042": after}) == {"0042"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Aisha Khan", "Ayesha Khan"),
        ("Aisha Khan", "Aisha Kahn"),
        ("Aisha Khan", "AISHA KHAN"),
        ("Aisha Khan", "Khan Aisha"),
        ("José Müller", "Jose Muller"),
        ("Zoë O'Brien", "Zoe O\N{RIGHT SINGLE QUOTATION MARK}Brien"),
        ("M. Iqbal", "Mohammed Iqbal"),
        ("Mohammed Ali Iqbal", "Mohammed Iqbal"),
        ("Nguyễn Thị Hoa", "Nguyen Thi Hoa"),
    ],
)
@pytest.mark.parametrize("born", [None, date(2009, 3, 18)])
def test_a_corrected_spelling_leaves_the_person(before: str, after: str, born: date | None) -> None:
    one = Person(series=1, centre=1, name=before, date_of_birth=born)

    assert not is_another(one, replace(one, name=after))


def test_a_corrected_date_of_birth_leaves_the_person() -> None:
    assert not is_another(AISHA, replace(AISHA, date_of_birth=date(2009, 8, 13)))
    assert not is_another(replace(AISHA, date_of_birth=None), AISHA)


def test_a_new_family_name_with_the_same_birthday_leaves_the_person() -> None:
    assert not is_another(AISHA, replace(AISHA, name="Aisha Siddiqui"))


def test_another_name_and_another_date_of_birth_are_another_person() -> None:
    assert is_another(AISHA, BILAL)


def test_brothers_and_sisters_are_different_people() -> None:
    assert is_another(AISHA, replace(BILAL, name="Bilal Khan"))


def test_another_name_is_another_person_where_no_date_of_birth_is_known() -> None:
    assert is_another(replace(AISHA, date_of_birth=None), replace(BILAL, date_of_birth=None))
    assert is_another(AISHA, replace(AISHA, name="Sara Khan", date_of_birth=None))


def test_two_people_may_share_a_birthday() -> None:
    assert is_another(AISHA, replace(BILAL, date_of_birth=AISHA.date_of_birth))


def test_swapped_numbers_are_other_people_even_for_twins() -> None:
    sara = replace(AISHA, name="Sara Khan")
    before, after = {"0042": AISHA, "0043": sara, "0044": JOSE}, {"0042": sara, "0043": AISHA, "0044": JOSE}

    assert another_people(before, after) == {"0042", "0043"}


def test_numbers_that_moved_up_by_one_are_other_people() -> None:
    before = {"0042": AISHA, "0043": replace(AISHA, name="Sara Khan"), "0044": replace(AISHA, name="Zara Khan")}
    after = {"0043": before["0042"], "0044": before["0043"]}

    assert another_people(before, after) == {"0043", "0044"}


def test_a_candidate_who_moved_to_another_centre_counts_as_another_person() -> None:
    assert is_another(AISHA, replace(AISHA, centre=2))
    assert is_another(replace(AISHA, candidate_uid="U1"), replace(AISHA, centre=2, candidate_uid="U1"))


def test_the_boards_identifier_decides_where_both_have_one() -> None:
    first, second = replace(AISHA, candidate_uid="U1"), replace(AISHA, candidate_uid="U2")

    assert is_another(first, second)
    assert not is_another(first, replace(BILAL, candidate_uid="U1"))
    assert not is_another(AISHA, first)
    assert is_another(AISHA, replace(BILAL, candidate_uid="U2"))


def test_a_new_row_means_nobody_else() -> None:
    assert another_people({}, {"0042": AISHA}) == set()


@given(people)
def test_whoever_is_unchanged_is_nobody_else(person: Person) -> None:
    assert not is_another(person, person)


@given(people)
def test_capitals_accents_order_and_punctuation_are_never_another_person(person: Person) -> None:
    typed = unicodedata.normalize("NFD", person.name.upper())
    plain = "".join(sign for sign in typed if not unicodedata.combining(sign))

    for name in (typed, plain, ", ".join(reversed(person.name.split())), f"  {person.name}. "):
        assert not is_another(person, replace(person, name=name))


@given(people, people)
def test_the_rule_is_the_same_there_and_back(one: Person, other: Person) -> None:
    assert is_another(one, other) == is_another(other, one)


@given(people, names, days)
def test_another_name_with_another_date_of_birth_is_always_another_person(
    person: Person, name: str, born: date
) -> None:
    assume(person.date_of_birth not in (None, born) and words_of(name) != person.words)

    assert is_another(replace(person, candidate_uid=""), replace(person, name=name, date_of_birth=born))


@given(people, names)
def test_a_name_with_nothing_in_common_is_always_another_person(person: Person, name: str) -> None:
    assume(not share_a_word(person.words, words_of(name)) and not any(_begin_alike(person, name)))

    assert is_another(replace(person, candidate_uid=""), replace(person, candidate_uid="", name=name))


def _begin_alike(person: Person, name: str) -> list[bool]:
    return [a.startswith(b) or b.startswith(a) for a in person.words for b in words_of(name)]


# A busy machine draws names slowly.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(people, people)
def test_swapped_rows_are_always_other_people(one: Person, other: Person) -> None:
    one, other = replace(one, candidate_uid=""), replace(other, candidate_uid="")
    assume((one.words, one.date_of_birth) != (other.words, other.date_of_birth))

    assert another_people({1: one, 2: other}, {1: other, 2: one}) == {1, 2}


@given(people, people)
def test_different_identifiers_are_always_another_person(one: Person, other: Person) -> None:
    assert is_another(replace(one, candidate_uid="A"), replace(other, candidate_uid="B"))
    assert not is_another(replace(one, candidate_uid="A"), replace(other, candidate_uid="A"))


@given(people, days)
def test_a_date_of_birth_alone_is_never_another_person(person: Person, born: date) -> None:
    assert not is_another(person, replace(person, date_of_birth=born + timedelta(days=1)))
