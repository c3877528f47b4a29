"""Signing out: the browser is told to drop what it kept, whichever way it comes about, and at no other time."""

import pytest
from django.test import Client
from pytest_django import Settings

from candidates.models import Candidate
from centres.models import User
from tests.support.credentials import give_access, give_credential, try_to_sign_in
from tests.support.signed_in import sign_in

EVERYTHING_BUT_COOKIES = '"cache", "storage"'
HEADER = "Clear-Site-Data"


@pytest.mark.parametrize("address", ["/portal/accounts/logout/", "/admin/logout/"])
def test_officers_and_staff_leave_nothing(client: Client, staff: User, address: str) -> None:
    assert sign_in(client, staff).post(address).headers[HEADER] == EVERYTHING_BUT_COOKIES


def test_nor_does_whoever_was_away_too_long(client: Client, officer: User, settings: Settings) -> None:
    sign_in(client, officer).get("/portal/")
    settings.OFFICER_IDLE_SECONDS = 0

    assert client.get("/portal/").headers[HEADER] == EVERYTHING_BUT_COOKIES


def test_nor_does_a_candidate(client: Client, candidate: Candidate) -> None:
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    try_to_sign_in(client)

    assert client.post("/results/sign-out/").headers[HEADER] == EVERYTHING_BUT_COOKIES


def test_an_officer_in_the_same_browser_stays(client: Client, officer: User, candidate: Candidate) -> None:
    sign_in(client, officer)
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    try_to_sign_in(client)

    assert "cookies" not in client.post("/results/sign-out/").headers[HEADER]
    assert client.get("/portal/").status_code == 200


@pytest.mark.parametrize("address", ["/", "/portal/", "/portal/accounts/logout/", "/results/sign-out/"])
def test_looking_drops_nothing(client: Client, officer: User, address: str) -> None:
    assert HEADER not in sign_in(client, officer).get(address).headers


def test_a_new_password_keeps_one_signed_in_and_drops_nothing(client: Client, officer: User) -> None:
    typed = {"oldpassword": "correct horse battery staple", "password1": "another horse, another battery"}
    response = sign_in(client, officer).post(
        "/portal/accounts/password/change/", typed | {"password2": typed["password1"]}
    )

    assert (response.status_code, HEADER in response.headers) == (302, False)
    assert client.get("/portal/").status_code == 200
