"""Lists of very many rows: counted only so far, searched by one index after the other, and found all the same."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candidates.models import Candidate
from centres.models import User
from results_portal.admin_base.indexed_values import values_in_index
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.django_db
CANDIDATES = "/admin/candidates/candidate/"
ENTRIES = "/admin/candidates/entry/"


@pytest.fixture
def staff_client(client: Client, staff: User) -> Client:
    """A browser in which a member of staff signed in a moment ago."""
    return sign_in(client, staff)


@pytest.fixture
def roll() -> list[Candidate]:
    """Candidates 0001 to 0005 of two centres."""
    series = builders.make_series()
    candidates = []
    for centre in (builders.make_centre("PK123"), builders.make_centre("PK456")):
        for number in range(1, 6):
            name = f"Rahman{number}"
            candidates.append(builders.make_candidate(series, centre, f"{number:04}", family_name=name))
            builders.make_entry(candidates[-1])
    return candidates


def listed(client: Client, address: str, asked: str) -> set[str]:
    """The primary keys in a list."""
    page = client.get(address, {"q": asked}).content.decode()
    return set(re.findall(r'name="_selected_action" value="(\d+)"', page))


def keys(candidates: list[Candidate]) -> set[str]:
    return {str(candidate.pk) for candidate in candidates}


def test_no_list_counts_further_than_it_can_be_turned_over(
    staff_client: Client, roll: list[Candidate], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("results_portal.admin_base.large_lists.MOST_COUNTED", 4)

    with CaptureQueriesContext(connection) as queries:
        page = staff_client.get(CANDIDATES).content.decode()

    assert "4 candidates or more" in page
    counted = [query["sql"] for query in queries if "COUNT(" in query["sql"] and "candidates_candidate" in query["sql"]]
    assert [sql for sql in counted if "LIMIT 4" not in sql] == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("rahman3", [2, 7]),
        ("HMAN3", [2, 7]),
        ("ra", range(10)),
        ("0002", [1, 6]),
        ("pk456", range(5, 10)),
        ("PK123 0004", [3]),
        ("Rahman4 pk456", [8]),
        ("0002 0003", []),
        ("Nobody", []),
    ],
)
def test_a_search_finds_what_has_every_word(
    staff_client: Client, roll: list[Candidate], asked: str, expected: list[int]
) -> None:
    assert listed(staff_client, CANDIDATES, asked) == keys([roll[place] for place in expected])


def test_entries_are_found_by_their_candidates_centre_and_syllabus(staff_client: Client, roll: list[Candidate]) -> None:
    entry = roll[3].entries.get()

    assert listed(staff_client, ENTRIES, "PK123 0004") == {str(entry.pk)}
    assert len(listed(staff_client, ENTRIES, "0580")) == len(roll)


def test_rows_that_nobody_counted_are_not_acted_on(
    staff_client: Client, roll: list[Candidate], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("results_portal.admin_base.large_lists.MOST_COUNTED", 4)
    form = {"action": "delete_selected", "select_across": "1", "index": "0", "_selected_action": [str(roll[0].pk)]}

    page = staff_client.post(CANDIDATES, form, follow=True).content.decode()

    assert "too many rows to act on at once" in page
    assert Candidate.objects.count() == len(roll)


def test_the_values_of_a_filter_are_found_by_its_index(staff_client: Client) -> None:
    for action in ("sign in", "sign out", "sign in", "add user"):
        AuditEntry.objects.create(actor="x", action=action, position=AuditEntry.objects.count() + 1, digest=action)

    known = set(AuditEntry.objects.values_list("action", flat=True))
    assert values_in_index(AuditEntry, "action") == sorted(known)
