"""The audit trail's page and file: who reads them, what they find, and that the file is safe to open."""

import csv
import io
from datetime import UTC, datetime
from unittest import mock

import pytest
from django.db import transaction
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from centres.audit_trail.trail import changes
from centres.models import Associate, Centre, Membership, Role, User
from results_portal import audit
from results_portal.models import AuditEntry
from tests.support import builders

EVENING = datetime(2026, 11, 30, 18, 59, 59, tzinfo=UTC)  # 23:59:59 at the centre
MIDNIGHT = datetime(2026, 11, 30, 19, 0, 0, tzinfo=UTC)  # 1 December there


@pytest.fixture
def head(centre: Centre) -> User:
    user = builders.make_user("head@pk123.example")
    Membership.objects.create(user=user, centre=centre, role=Role.HEAD)
    return user


@pytest.fixture
def head_client(client: Client, head: User) -> Client:
    client.force_login(head)
    return client


def note(action: str, by: audit.Actor, *, at: datetime = EVENING, centre: str = "PK123", **more: object) -> AuditEntry:
    with transaction.atomic(), mock.patch("django.utils.timezone.now", return_value=at):
        return audit.record(action, by=by, centre_number=centre, **more)  # type: ignore[arg-type]


def page(client: Client, **query: str) -> str:
    response = client.get(reverse("centres:audit", args=["PK123"]), query)
    assert response.status_code == 200
    return response.content.decode()


def file(client: Client, **query: str) -> list[list[str]]:
    """The cells of the file's lines, without the headings."""
    response = client.get(reverse("centres:audit_csv", args=["PK123"]), query)
    assert isinstance(response, StreamingHttpResponse)
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))[1:]


def actions(client: Client, **query: str) -> list[str]:
    return [cells[4] for cells in file(client, **query)]


@pytest.mark.parametrize("name", ["centres:audit", "centres:audit_csv"])
class TestWhoReads:
    def test_the_head_of_the_centre(self, head_client: Client, name: str) -> None:
        assert head_client.get(reverse(name, args=["PK123"])).status_code == 200

    def test_the_head_of_the_associate(
        self, client: Client, associate: Associate, other_centre: Centre, name: str
    ) -> None:
        user = builders.make_user("head@merid.example")
        Membership.objects.create(user=user, associate=associate, role=Role.HEAD)
        client.force_login(user)

        assert client.get(reverse(name, args=["AE310"])).status_code == 200

    def test_no_exams_officer(self, officer_client: Client, name: str) -> None:
        assert officer_client.get(reverse(name, args=["PK123"])).status_code == 403

    def test_nobody_from_another_centre(self, head_client: Client, other_centre: Centre, name: str) -> None:
        assert head_client.get(reverse(name, args=["AE310"])).status_code == 404
        assert head_client.get(reverse(name, args=["XX999"])).status_code == 404

    def test_nobody_signed_out(self, client: Client, centre: Centre, name: str) -> None:
        assert client.get(reverse(name, args=["PK123"])).status_code == 302

    def test_and_nobody_writes(self, head_client: Client, name: str) -> None:
        assert head_client.post(reverse(name, args=["PK123"])).status_code == 405


def test_the_page_says_who_did_what_when_and_from_where(head_client: Client, officer: User) -> None:
    token = audit.request_address.set("192.0.2.7")
    details = {"before": {"status": "none"}, "after": {"status": "all"}}
    note("edit status", officer, series="november-2026", target="0042", details=details)
    audit.request_address.reset(token)

    shown = page(head_client)

    for words in (
        "30 Nov 2026, 23:59:59",
        "30 Nov, 18:59 UTC",
        "officer@pk123.example",
        "officer@pk123.example did this: edit status 0042, in November 2026.",
        "november-2026",
        "0042",
        "status: none → all",
        "192.0.2.7",
    ):
        assert words in shown


def test_another_centres_entries_and_the_staffs_are_not_shown(head_client: Client, officer: User) -> None:
    note("edit status", officer, centre="AE310")
    note("sign in", officer, centre="")

    assert actions(head_client) == []


def test_what_the_board_does_to_single_results_is_not_shown(head_client: Client, staff: User, officer: User) -> None:
    for action in ("change result", "hold results", "end hold", "look at result", "correct a mark"):
        note(action, staff)
    note("change candidate", staff)
    note("download results", officer)

    assert actions(head_client) == ["Download results", "Change candidate"]


def test_where_the_boards_staff_sat_is_not_shown(head_client: Client, staff: User) -> None:
    token = audit.request_address.set("198.51.100.9")
    note("change candidate", staff)
    audit.request_address.reset(token)

    assert "198.51.100.9" not in page(head_client)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Set contact", "Edit status"]),
        ({"until": "2026-11-30"}, ["Edit status"]),
        ({"since": "2026-12-01"}, ["Set contact"]),
        ({"since": "2026-11-30", "until": "2026-12-01"}, ["Set contact", "Edit status"]),
        ({"person": "HEAD@"}, ["Set contact"]),
        ({"action": "edit status"}, ["Edit status"]),
        ({"person": "head", "action": "edit status"}, []),
        ({"since": "0001-01-01", "until": "9999-12-31"}, ["Set contact", "Edit status"]),
    ],
)
def test_entries_are_found_by_the_centres_days_person_and_action(
    head_client: Client, head: User, officer: User, query: dict[str, str], found: list[str]
) -> None:
    note("edit status", officer, at=EVENING)
    note("set contact", head, at=MIDNIGHT)

    assert actions(head_client, **query) == found


@pytest.mark.parametrize(
    "query",
    [{"since": "yesterday"}, {"action": "sing"}, {"person": "a\x00b"}, {"person": "x" * 255}, {"until": "9999-99-99"}],
)
def test_a_filter_that_cannot_be_understood_finds_nothing(
    head_client: Client, officer: User, query: dict[str, str]
) -> None:
    note("edit status", officer)

    assert "There is a problem" in page(head_client, **query)
    assert "officer@pk123.example" not in page(head_client, **query)
    response = head_client.get(reverse("centres:audit_csv", args=["PK123"]), query)
    assert response.status_code == 302


def test_fifty_entries_stand_on_a_page_and_the_filter_goes_along(head_client: Client, officer: User) -> None:
    for number in range(51):
        note("edit status", officer, target=f"target {number}.")

    first, second = page(head_client, person="officer"), page(head_client, person="officer", page="2")

    assert ("target 1." in first, "target 0." in first, "target 0." in second) == (True, False, True)
    assert 'aria-current="page"><span class="visually-hidden">Page </span>1</a>' in first
    assert "?person=officer&amp;page=2" in first


def test_a_page_takes_as_many_queries_for_fifty_entries_as_for_one(
    head_client: Client, officer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    note("edit status", officer)
    with django_assert_num_queries(8):
        page(head_client)
    for _ in range(49):
        note("edit status", officer)
    with django_assert_num_queries(8):
        page(head_client)


def test_the_export_is_recorded_and_does_not_hold_itself(head_client: Client, head: User) -> None:
    assert actions(head_client, person="nobody") == []
    assert actions(head_client) == ["Export audit trail"]

    first = AuditEntry.objects.earliest("position")
    assert (first.actor, first.details) == (head.email, {"person": "nobody"})


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(head_client: Client, officer: User, start: str) -> None:
    note("edit status", officer, target=f"{start}HYPERLINK()")

    assert file(head_client)[0][6] == f"'{start}HYPERLINK()"


def test_the_file_holds_what_the_page_shows(head_client: Client, officer: User) -> None:
    note("edit status", officer, series="november-2026", target="Zoë", details={"selected": 2, "told": ["a", "b"]})

    assert file(head_client) == [
        [
            "2026-11-30 18:59:59",
            "2026-11-30 23:59:59",
            "officer@pk123.example",
            "Officer",
            "Edit status",
            "november-2026",
            "Zoë",
            "selected: 2\ntold: a, b",
            "",
        ]
    ]


@pytest.mark.parametrize(
    ("details", "lines"),
    [
        ({}, []),
        ({"before": None, "after": "2026-11-01"}, ["nothing → 2026-11-01"]),
        ({"before": {"a": True}, "after": {"a": False, "b_c": ""}}, ["a: yes → no", "b c: nothing → nothing"]),
        ({"after": {"a": 1}}, ["a: nothing → 1"]),
        ({"numbers": [str(number) for number in range(4)]}, ["numbers: 0, 1, 2 and 1 more"]),
        ({"nested": {"x": 1, "y": [2]}}, ["nested: x: 1; y: 2"]),
    ],
)
def test_details_become_lines_of_text(details: dict[str, object], lines: list[str]) -> None:
    assert list(changes(details, listed=3)) == lines
