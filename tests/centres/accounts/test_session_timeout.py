"""Officers and staff are signed out after half an hour without activity, and in any case after twelve hours."""

import time

import pytest
from django.test import Client
from pytest_django import Settings

from centres.models import User
from results_portal.models import AuditEntry

MINUTE = 60
HOUR = 60 * MINUTE


def been(client: Client, *, away: float = 0, signed_in: float = 0) -> Client:
    """`client`, whose user was last active and came in so many seconds ago."""
    session = client.session
    session["seen_at"] = time.time() - away
    session["signed_in_at"] = time.time() - max(away, signed_in)
    session.save()
    return client


@pytest.mark.parametrize(("minutes", "status"), [(29.9, 200), (30, 302)])
def test_after_half_an_hour_without_activity_one_signs_in_again(
    officer_client: Client, minutes: float, status: int
) -> None:
    assert been(officer_client, away=minutes * MINUTE).get("/portal/").status_code == status


@pytest.mark.parametrize(("hours", "status"), [(11.99, 200), (12, 302)])
def test_after_twelve_hours_one_signs_in_again_however_active(
    officer_client: Client, hours: float, status: int
) -> None:
    assert been(officer_client, signed_in=hours * HOUR).get("/portal/").status_code == status


def test_activity_starts_the_half_hour_anew(officer_client: Client) -> None:
    been(officer_client, away=29 * MINUTE).get("/portal/")

    assert time.time() - officer_client.session["seen_at"] < 10


def test_activity_does_not_start_the_twelve_hours_anew(officer_client: Client) -> None:
    been(officer_client, away=2 * MINUTE, signed_in=11 * HOUR).get("/portal/")

    assert time.time() - officer_client.session["signed_in_at"] > 10 * HOUR


@pytest.mark.parametrize(
    ("away", "signed_in", "says"),
    [
        (31 * MINUTE, 0, "You were signed out after 30 minutes without activity. Sign in again to go on."),
        (0, 13 * HOUR, "You were signed out after 12 hours. Sign in again to go on."),
    ],
)
def test_the_sign_in_page_says_why_and_leads_back(
    officer_client: Client, away: float, signed_in: float, says: str
) -> None:
    response = been(officer_client, away=away, signed_in=signed_in).get("/portal/?q=ravi", follow=True)

    assert says in response.content.decode()
    assert response.redirect_chain == [("/portal/accounts/login/?next=/portal/%3Fq%3Dravi", 302)]


def test_it_is_said_once(officer_client: Client) -> None:
    been(officer_client, away=HOUR).get("/portal/", follow=True)

    assert "You were signed out" not in officer_client.get("/portal/", follow=True).content.decode()


def test_nothing_is_changed_by_a_post_that_comes_too_late(officer_client: Client) -> None:
    before = officer_client.session.session_key or ""
    response = been(officer_client, away=HOUR).post("/portal/PK123/november-2026/status/", {"status": "all"})

    assert (response.status_code, officer_client.session.exists(before)) == (302, False)


def test_the_end_is_recorded_with_its_reason(officer_client: Client, officer: User) -> None:
    been(officer_client, away=HOUR).get("/portal/")

    entry = AuditEntry.objects.get(action="sign out")
    assert (entry.actor, entry.details) == (officer.email, {"why": "30 minutes without activity"})


def test_a_part_of_a_page_leads_the_whole_page_to_signing_in(officer_client: Client) -> None:
    response = been(officer_client, away=HOUR).get("/portal/", headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == "/portal/accounts/login/"


def test_both_limits_are_settings(officer_client: Client, settings: Settings) -> None:
    settings.OFFICER_IDLE_SECONDS = 5 * MINUTE
    settings.OFFICER_SESSION_SECONDS = HOUR

    assert been(officer_client, away=6 * MINUTE).get("/portal/").status_code == 302


def test_the_session_is_written_once_a_minute_at_most(officer_client: Client) -> None:
    been(officer_client, away=45).get("/portal/")

    assert time.time() - officer_client.session["seen_at"] > 44


def test_a_session_from_before_the_limits_begins_to_count(officer_client: Client) -> None:
    session = officer_client.session
    del session["seen_at"], session["signed_in_at"]
    session.save()

    assert officer_client.get("/portal/").status_code == 200
    assert time.time() - officer_client.session["signed_in_at"] < 10


def test_somebody_who_is_not_signed_in_gets_no_session(client: Client, db: None) -> None:
    client.get("/portal/accounts/login/")

    assert client.cookies.get("officer") is None


def test_whose_account_is_closed_is_out_with_the_next_request(officer_client: Client, officer: User) -> None:
    officer.is_active = False
    officer.save()

    assert officer_client.get("/portal/").status_code == 302


def test_a_new_password_ends_every_session(officer_client: Client, officer: User) -> None:
    """Staff set one in the admin where an account may be in wrong hands."""
    officer.set_password("another horse, another battery")
    officer.save()

    assert officer_client.get("/portal/").status_code == 302
