"""With `REQUIRE_TWO_FACTOR`, nothing opens to officers and staff before they have a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from centres.accounts.second_factor import remove_factors
from centres.models import User
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.signed_in import prove

SET_UP = "/portal/accounts/2fa/"


@pytest.fixture
def required(settings: Settings) -> None:
    settings.REQUIRE_TWO_FACTOR = True


def code_for(secret: str) -> str:
    """What the app shows at this moment."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def give_app(user: User) -> str:
    """Set up the app for `user`; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return str(secret)


@pytest.mark.parametrize(
    "path",
    ["/portal/", "/portal/PK123/november-2026/", "/portal/accounts/password/change/", "/portal/accounts/sessions/"],
)
def test_without_a_factor_every_page_leads_to_setting_one_up(officer_client: Client, required: None, path: str) -> None:
    assert officer_client.get(path).headers["Location"] == SET_UP


def test_without_a_factor_nothing_is_changed_by_post(officer_client: Client, required: None) -> None:
    assert officer_client.post("/portal/PK123/november-2026/status/", {"status": "all"}).headers["Location"] == SET_UP


def test_staff_without_a_factor_do_not_get_into_the_admin(client: Client, staff: User, required: None) -> None:
    client.force_login(staff)

    assert client.get("/admin/").headers["Location"] == SET_UP


def test_recovery_codes_alone_are_no_factor(officer_client: Client, officer: User, required: None) -> None:
    Authenticator.objects.create(user=officer, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert officer_client.get("/portal/").headers["Location"] == SET_UP


@pytest.mark.parametrize("name", ["mfa_index", "account_reauthenticate", "account_logout"])
def test_the_way_to_a_factor_and_out_stays_open(officer_client: Client, required: None, name: str) -> None:
    assert officer_client.get(reverse(name)).status_code == 200


def test_the_page_says_why(officer_client: Client, required: None) -> None:
    page = officer_client.get("/portal/", follow=True).content.decode()

    assert "Set up a second step first. Then everything else is open to you." in page


def test_public_pages_stay_open(officer_client: Client, required: None) -> None:
    assert officer_client.get("/").status_code == 200


def test_with_a_factor_the_portal_opens(officer_client: Client, officer: User, required: None) -> None:
    give_app(officer)

    assert officer_client.get("/portal/").status_code == 200


def test_where_it_is_not_required_nothing_is_asked(officer_client: Client, settings: Settings) -> None:
    settings.REQUIRE_TWO_FACTOR = False

    assert officer_client.get("/portal/").status_code == 200


def test_whoever_has_just_signed_in_sets_up_the_app_without_giving_the_password_again(
    client: Client, officer: User, required: None
) -> None:
    client.post("/portal/accounts/login/", {"login": officer.email, "password": builders.PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})

    assert client.get("/portal/").status_code == 200
    kinds = Authenticator.objects.filter(user=officer).order_by("type").values_list("type", flat=True)
    assert list(kinds) == ["recovery_codes", "totp"]


def test_after_the_set_up_one_comes_to_the_page_that_one_wanted(
    officer_client: Client, officer: User, required: None
) -> None:
    officer_client.get("/portal/?q=ravi")
    assert officer_client.get(SET_UP).status_code == 200

    give_app(officer)

    assert officer_client.get(SET_UP).headers["Location"] == "/portal/?q=ravi"
    assert officer_client.get(SET_UP).status_code == 200


def test_whoever_signed_in_long_ago_gives_the_password_again(officer_client: Client) -> None:
    response = prove(officer_client, minutes_ago=6).get(reverse("mfa_activate_totp"))

    assert (
        response.headers["Location"]
        == f"{reverse('account_reauthenticate')}?next=%2Fportal%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
    )


def test_a_password_alone_does_not_sign_in_whoever_has_a_factor(client: Client, officer: User) -> None:
    secret = give_app(officer)
    response = client.post("/portal/accounts/login/", {"login": officer.email, "password": builders.PASSWORD})
    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert client.get("/portal/").status_code == 302

    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})

    assert client.get("/portal/").status_code == 200


def test_a_lost_factor_is_removed_with_its_codes_and_audited(officer: User, staff: User) -> None:
    give_app(officer)
    Authenticator.objects.create(user=officer, type=Authenticator.Type.RECOVERY_CODES, data={})

    remove_factors(user=officer, by=staff)

    assert Authenticator.objects.filter(user=officer).count() == 0
    entry = AuditEntry.objects.get(action="remove second factor")
    assert (entry.actor, entry.target, entry.details) == (
        staff.email,
        officer.email,
        {"kinds": ["recovery_codes", "totp"]},
    )


@pytest.mark.django_db(transaction=True)
def test_a_factor_that_is_set_up_is_audited(client: Client, officer: User) -> None:
    client.post("/portal/accounts/login/", {"login": officer.email, "password": builders.PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})

    entries = AuditEntry.objects.filter(action="add second factor", actor=officer.email)
    assert sorted(entry.details["kind"] for entry in entries) == ["recovery_codes", "totp"]
    assert [message.subject for message in mail.outbox] == ["Candidate Results Service: A second step was turned on"]
