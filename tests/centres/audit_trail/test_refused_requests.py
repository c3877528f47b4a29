"""Whoever isn't let in, or asks for what isn't theirs, leaves an entry, in which no secret stands."""

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Centre, Role, User
from results_portal.audit import chain
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.people import make_head, make_member
from tests.support.signed_in import browser_of, prove, sign_in

LOGIN = reverse("account_login")


def noted(action: str) -> list[tuple[str, str, str, dict[str, object]]]:
    entries = AuditEntry.objects.filter(action=action).order_by("pk")
    return [(entry.actor, entry.centre_number, entry.target, entry.details) for entry in entries]


def test_a_wrong_password_is_on_record_with_the_account_and_from_where(client: Client, officer: User) -> None:
    client.post(LOGIN, {"login": "Officer@PK123.example", "password": "wrong"}, REMOTE_ADDR="192.0.2.7")

    assert noted("refuse sign-in") == [("anybody", "", officer.email, {"why": "wrong password"})]
    assert AuditEntry.objects.get().address == "192.0.2.7"


def test_what_is_no_accounts_address_is_not_written_down(client: Client, officer: User) -> None:
    client.post(LOGIN, {"login": builders.PASSWORD.replace(" ", "") + "@x.example", "password": "wrong"})

    assert noted("refuse sign-in") == [("anybody", "", "", {"why": "wrong password", "account": "unknown"})]


def test_too_many_tries_are_said_once(client: Client, officer: User) -> None:
    for _ in range(8):
        client.post(LOGIN, {"login": officer.email, "password": "wrong"})

    reasons = [details["why"] for _, _, _, details in noted("refuse sign-in")]
    assert reasons == ["wrong password"] * 5 + ["too many tries"]


def test_a_closed_account_is_on_record(client: Client, officer: User) -> None:
    User.objects.update(is_active=False)

    client.post(LOGIN, {"login": officer.email, "password": builders.PASSWORD})

    assert noted("refuse sign-in") == [("anybody", "", officer.email, {"why": "the account is closed"})]


def test_a_wrong_password_as_fresh_proof_is_the_persons_own(officer_client: Client, officer: User) -> None:
    prove(officer_client, minutes_ago=20).post(reverse("account_reauthenticate"), {"password": "wrong"})

    assert noted("refuse sign-in") == [(officer.email, "", officer.email, {"why": "wrong password"})]


def test_another_centre_is_refused_on_the_boards_own_chain(
    officer_client: Client, officer: User, other_centre: Centre
) -> None:
    assert officer_client.get("/portal/AE310/november-2026/status/").status_code == 404

    details = {"answer": 404, "why": "no such centre", "asked for": {"centre": "AE310"}}
    assert noted("refuse request") == [(officer.email, "", "access:status", details)]


@pytest.mark.usefixtures("series")
def test_a_role_that_does_not_reach_so_far_is_refused_on_the_centres_chain(centre: Centre) -> None:
    viewer = make_member("viewer@pk123.example", Role.RESULTS_VIEWER, centre=centre).user

    assert browser_of(viewer).post("/portal/PK123/november-2026/status/").status_code == 403

    why = "your role at this centre doesn't let you give and withdraw access"
    assert noted("refuse request") == [(viewer.email, "PK123", "access:status", {"answer": 403, "why": why})]


def test_a_foreign_member_is_named_by_the_key_that_was_asked_for(centre: Centre, other_centre: Centre) -> None:
    foreign = make_head(other_centre, "head@ae310.example").memberships.get()

    assert browser_of(make_head(centre)).post(f"/portal/PK123/members/{foreign.pk}/remove/").status_code == 404

    details = {"answer": 404, "why": "no such member", "asked for": {"key": str(foreign.pk)}}
    assert [entry[1:] for entry in noted("refuse request")] == [("PK123", "centres:remove_member", details)]


@pytest.mark.django_db
def test_staff_refused_in_the_admin_are_on_record(client: Client) -> None:
    clerk = builders.make_user("clerk@board.example", is_staff=True)

    assert sign_in(client, clerk).get("/admin/candidates/result/7/change/").status_code == 403

    assert [(who, target, said["answer"]) for who, _, target, said in noted("refuse request")] == [
        (clerk.email, "admin:candidates_result_change", 403)
    ]


def test_a_links_token_is_never_written(officer_client: Client) -> None:
    token = "x" * 43

    assert officer_client.get(f"/portal/invitations/{token}/").status_code == 404
    assert officer_client.get(f"/portal/recovery/{token}/").status_code == 404

    assert [entry[2:] for entry in noted("refuse request")] == [
        ("centres:invitation", {"answer": 404}),
        ("centres:recovery", {"answer": 404}),
    ]


def test_strangers_and_addresses_that_are_nowhere_leave_nothing(client: Client, officer: User) -> None:
    client.get("/portal/invitations/nothing/")
    client.get("/portal/PK123/november-2026/")
    sign_in(client, officer).get("/nowhere/")

    assert AuditEntry.objects.count() == 0


def test_without_an_entry_there_is_no_answer(officer_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("no room for an entry")

    monkeypatch.setattr(chain, "append", broken)

    with pytest.raises(OSError, match="no room"):
        officer_client.get("/portal/AE310/november-2026/")
