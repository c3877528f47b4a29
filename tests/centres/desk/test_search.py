"""The one search box of the staff's desk: what each role finds, and with what."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candidates.models import Candidate
from centres.desk.search import LISTED, search, spellings
from centres.models import User
from centres.permissions.staff_roles import StaffRole
from tests.support import builders
from tests.support.credentials import USERNAME, give_credential
from tests.support.desk import make_staff
from tests.support.signed_in import browser_of


@pytest.fixture
def support(candidate: Candidate) -> User:
    give_credential(candidate)
    return make_staff(StaffRole.SUPPORT, "support")


def titles(asked: str, user: User) -> dict[str, list[str]]:
    return {kind.heading: [one.title for one in kind.found] for kind in search(asked, user=user)}


@pytest.mark.parametrize("asked", ["pk123 0042", "PK123/0042", "PK1230042", "  PK123   0042 "])
def test_a_candidate_by_centre_and_number(support: User, asked: str) -> None:
    assert titles(asked, support) == {"Candidates": ["PK123 0042 Candidate 0042 Rahman"]}


@pytest.mark.parametrize("asked", ["Rahm", "rahman", "RAHMAN", "Rahman Candidate", "candidate 0042 rahman"])
def test_a_candidate_by_how_the_name_begins(support: User, asked: str) -> None:
    assert titles(asked, support)["Candidates"] == ["PK123 0042 Candidate 0042 Rahman"]


@pytest.mark.parametrize("asked", [USERNAME, USERNAME.lower(), f"{USERNAME[:4]}-{USERNAME[4:]}"])
def test_a_candidate_by_username(support: User, asked: str) -> None:
    assert titles(asked, support) == {"Usernames": ["PK123 0042 Candidate 0042 Rahman"]}


def test_centres_syllabuses_and_officers(support: User, officer: User) -> None:
    assert titles("pk1", support) == {"Centres": ["PK123 Ravi Grammar School"]}
    assert titles("ravi gramm", support) == {"Centres": ["PK123 Ravi Grammar School"]}
    assert titles("9709", support) == {"Syllabuses": ["9709 Mathematics"]}
    assert titles("mathem", support) == {"Syllabuses": ["9709 Mathematics"]}
    assert titles("Officer@pk123", support) == {"Officers and staff": ["officer@pk123.example"]}


def test_the_results_team_finds_neither_usernames_nor_officers(support: User, officer: User) -> None:
    team = make_staff(StaffRole.RESULTS_TEAM, "team")

    assert titles(USERNAME, team) == {}
    assert titles("officer@pk123", team) == {}
    assert titles("rahman", team) == {"Candidates": ["PK123 0042 Candidate 0042 Rahman"]}


def test_too_short_and_too_long_texts_ask_nothing(support: User) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert search("R", user=support) == []
        assert search("R" * 101, user=support) == []

    assert len(asked) == 0


def test_a_common_name_lists_some_and_says_that_there_are_more(support: User, candidate: Candidate) -> None:
    for number in range(100, 100 + LISTED):
        builders.make_candidate(candidate.series, candidate.centre, f"{number:04}")

    with CaptureQueriesContext(connection) as asked:
        (found,) = search("Rahman", user=support)

    assert len(found.found) == LISTED
    assert found.more
    assert not any("COUNT(" in query["sql"] for query in asked)


def test_spellings_are_each_tried_once() -> None:
    assert spellings("de la cruz") == ["de la cruz", "De La Cruz", "DE LA CRUZ", "De la cruz"]
    assert spellings("RAHMAN") == ["RAHMAN", "Rahman"]


@pytest.mark.parametrize("asked", ["a\x00b", "\ud800", "x" * 500, "%", "_", "PK123\n0042"])
def test_odd_texts_find_nothing_and_break_nothing(support: User, asked: str) -> None:
    response = browser_of(support).get("/admin/find/", {"q": asked.encode("utf-8", "surrogatepass")})

    assert response.status_code == 200
    assert "Rahman" not in response.content.decode()


def test_officers_are_led_to_the_sign_in(officer_client: Client) -> None:
    assert officer_client.get("/admin/find/?q=rahman").status_code == 302
