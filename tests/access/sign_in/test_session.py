"""A candidate's session: what its cookie is like, and what ends it."""

import time
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core import signing
from django.db.models import F
from django.test import Client
from pytest_django import Settings

from access.models import AccessSettings, Credential, Status
from candidates.models import Candidate
from centres.models import User
from tests.support import builders
from tests.support.credentials import PASSWORD, USERNAME, give_access, give_credential, try_to_sign_in

COOKIE = "candidate"
SIGN_IN = "/results/sign-in/"
SIGN_OUT = "/results/sign-out/"


@pytest.fixture
def credential(candidate: Candidate) -> Credential:
    give_access(candidate.series, candidate.centre)
    return give_credential(candidate)


@pytest.fixture
def phone(client: Client, credential: Credential) -> Client:
    """A browser in which the candidate is signed in."""
    try_to_sign_in(client)
    return client


def is_in(phone: Client) -> bool:
    return phone.get("/results/").status_code == 200


def sign_in_page(phone: Client) -> str:
    return phone.get(SIGN_IN).content.decode()


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(phone: Client) -> None:
    cookie = phone.cookies[COOKIE]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_the_cookie_ends_with_the_browser(phone: Client) -> None:
    cookie = phone.cookies[COOKIE]

    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_the_cookie_is_secure_where_the_site_is(client: Client, credential: Credential, settings: Settings) -> None:
    settings.CANDIDATE_COOKIE_SECURE = True
    try_to_sign_in(client)

    assert client.cookies[COOKIE]["secure"] is True


def test_the_cookie_names_nobody(phone: Client) -> None:
    assert USERNAME not in phone.cookies[COOKIE].value


def test_no_officers_session_is_begun(phone: Client) -> None:
    phone.get("/results/")

    assert settings.SESSION_COOKIE_NAME not in phone.cookies


def test_a_changed_cookie_is_nobodys(phone: Client) -> None:
    value = phone.cookies[COOKIE].value
    phone.cookies[COOKIE] = ("B" if value[0] != "B" else "C") + value[1:]

    assert is_in(phone) is False


@pytest.mark.parametrize(
    "value",
    ["", "nonsense", "a:b:c", signing.dumps([1, 1, 1], salt="something else")],
    ids=["empty", "nonsense", "three parts", "signed for something else"],
)
def test_a_cookie_of_another_make_is_nobodys(client: Client, credential: Credential, value: str) -> None:
    client.cookies[COOKIE] = value

    assert is_in(client) is False


def test_a_session_ends_after_its_time(phone: Client) -> None:
    later = time.time() + settings.CANDIDATE_SESSION_SECONDS + 60
    with mock.patch("django.core.signing.time.time", return_value=later):
        assert is_in(phone) is False
        assert "You have been signed out" in sign_in_page(phone)


def test_signing_out_ends_every_session(phone: Client) -> None:
    other = Client()
    try_to_sign_in(other)
    response = phone.post(SIGN_OUT)

    assert response["Location"] == SIGN_OUT
    assert (is_in(phone), is_in(other)) == (False, False)


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(phone: Client) -> None:
    copy = phone.cookies[COOKIE].value
    phone.post(SIGN_OUT)
    phone.cookies[COOKIE] = copy

    assert is_in(phone) is False


def test_signing_in_again_after_signing_out(phone: Client) -> None:
    phone.post(SIGN_OUT)
    try_to_sign_in(phone)

    assert is_in(phone) is True


def test_looking_at_the_sign_out_page_signs_nobody_out(phone: Client) -> None:
    page = phone.get(SIGN_OUT).content.decode()

    assert "<button" in page
    assert is_in(phone) is True


def test_one_press_of_a_button_in_the_header_signs_out(phone: Client) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = phone.cookies
    page = browser.get("/results/").content.decode()
    header = page[page.index("<header") : page.index("</header>")]
    assert '<form class="way-out" method="post" action="/results/sign-out/">' in header
    assert header.count("<button") == 1
    token = header.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    response = browser.post(SIGN_OUT, {"csrfmiddlewaretoken": token})

    assert response.status_code == 302
    assert is_in(phone) is False


def test_signing_out_from_elsewhere_is_refused(phone: Client) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = phone.cookies

    assert browser.post(SIGN_OUT).status_code == 403
    assert is_in(phone) is True


def test_the_sign_in_page_says_who_is_signed_in_before_it_shows_anything(phone: Client, candidate: Candidate) -> None:
    response = phone.get(SIGN_IN)
    page = response.content.decode()

    assert response.status_code == 200
    assert "Signed in as" in page
    assert candidate.full_name in page
    assert "Not you? Sign out" in page
    assert "Mathematics" not in page


def test_whoever_isnt_the_one_signed_in_is_led_to_the_sign_in_page(phone: Client) -> None:
    response = phone.post(SIGN_OUT, {"then": "sign-in", "username": "zzzz-zzzz"}, follow=True)

    assert response.redirect_chain == [(f"{SIGN_IN}?username=ZZZZZZZZ", 302)]
    assert 'id="id_username" value="ZZZZZZZZ"' in response.content.decode()
    assert is_in(phone) is False


def test_signing_out_leads_nowhere_else(phone: Client) -> None:
    response = phone.post(SIGN_OUT, {"then": "https://elsewhere.example/", "username": "'><script>"})

    assert response["Location"] == SIGN_OUT


def test_after_signing_out_a_page_says_so(phone: Client) -> None:
    assert "You are signed out" in phone.post(SIGN_OUT, follow=True).content.decode()


def test_signing_out_twice_is_harmless(phone: Client, credential: Credential) -> None:
    phone.post(SIGN_OUT)
    phone.post(SIGN_OUT)
    credential.refresh_from_db()

    assert credential.epoch == 2


def test_a_new_password_ends_the_session_and_says_so_once(phone: Client) -> None:
    Credential.objects.update(issue=F("issue") + 1, epoch=F("epoch") + 1)

    assert is_in(phone) is False
    page = sign_in_page(phone)
    assert "Your school has given you a new password." in page
    assert "Ayesha Khan" in page
    assert "Your school has given you a new password." not in sign_in_page(phone)


def test_taking_access_away_ends_the_session_and_says_so(phone: Client) -> None:
    AccessSettings.objects.update(status=Status.NONE)

    assert is_in(phone) is False
    page = sign_in_page(phone)
    assert "Your school isn't giving you access at the moment." in page
    assert "Ayesha Khan" in page


def test_access_that_is_given_back_works_again(phone: Client) -> None:
    AccessSettings.objects.update(status=Status.NONE)
    phone.get("/results/")
    AccessSettings.objects.update(status=Status.ALL)

    assert is_in(phone) is True


def test_a_stranger_is_told_nothing_about_ended_sessions(client: Client, db: None) -> None:
    assert 'class="notice"' not in sign_in_page(client)


def test_a_session_shows_its_own_candidate_alone(phone: Client, candidate: Candidate) -> None:
    other = builders.make_candidate(candidate.series, candidate.centre, "0043", given_names="Somebody Else")
    give_credential(other, "ABCDEFGH", PASSWORD)
    second = Client()
    try_to_sign_in(second, "ABCDEFGH")

    assert "Somebody Else" not in phone.get("/results/").content.decode()
    assert "Somebody Else" in second.get("/results/").content.decode()


def test_signing_in_replaces_whoever_was_there(phone: Client, candidate: Candidate) -> None:
    other = builders.make_candidate(candidate.series, candidate.centre, "0043", given_names="Somebody Else")
    give_credential(other, "ABCDEFGH", PASSWORD)
    try_to_sign_in(phone, "ABCDEFGH")

    assert "Somebody Else" in phone.get("/results/").content.decode()


def test_an_officer_and_a_candidate_in_one_browser_stay_apart(phone: Client, officer: User) -> None:
    phone.force_login(officer)
    assert is_in(phone) is True
    phone.post(SIGN_OUT)

    assert is_in(phone) is False
    assert phone.get("/portal/").status_code == 200


def test_outside_the_results_site_nobody_is_looked_up(phone: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        phone.get("/portal/")
