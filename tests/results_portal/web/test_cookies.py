"""Cookies: a candidate's and an officer's have nothing to do with each other, and none leaves its host."""

from collections.abc import Iterator

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from candidates.models import Candidate
from centres.accounts import new_device
from centres.accounts.kept_forms import middleware
from centres.models import User
from tests.support import builders
from tests.support.credentials import give_access, give_credential, try_to_sign_in

OFFICERS_PAGES = ["/portal/", "/portal/PK123/november-2026/", "/portal/accounts/2fa/", "/admin/"]
CANDIDATES_PAGES = ["/results/", "/results/statement.pdf"]
SIGN_IN = {"/portal/accounts/login/", "/results/sign-in/", "/admin/login/"}


@pytest.fixture
def officers(officer: User) -> str:
    """The cookie of an officer who is signed in."""
    browser = Client()
    browser.post("/portal/accounts/login/", {"login": officer.email, "password": builders.PASSWORD})
    return browser.cookies["officer"].value


@pytest.fixture
def candidates(candidate: Candidate) -> str:
    """The cookie of a candidate who is signed in."""
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    browser = Client()
    try_to_sign_in(browser)
    return browser.cookies["candidate"].value


def open_to(addresses: list[str], **cookies: str) -> list[str]:
    """Which of these pages a browser with these cookies sees, instead of being sent to sign in."""
    browser = Client()
    for name, value in cookies.items():
        browser.cookies[name] = value
    answers = {address: browser.get(address) for address in addresses}
    return [address for address, answer in answers.items() if not sent_away(answer)]


def sent_away(response: HttpResponseBase) -> bool:
    return response.headers.get("Location", "").partition("?")[0] in SIGN_IN


ALL = OFFICERS_PAGES + CANDIDATES_PAGES


def test_each_cookie_opens_its_own_site(officers: str, candidates: str) -> None:
    """Staff's pages stay shut to both: the administration sends an officer to its own sign-in."""
    assert open_to(ALL, officer=officers) == OFFICERS_PAGES[:3]
    assert open_to(ALL, candidate=candidates) == CANDIDATES_PAGES


def test_both_at_once_open_each_its_own(officers: str, candidates: str) -> None:
    assert open_to(ALL, officer=officers, candidate=candidates) == OFFICERS_PAGES[:3] + CANDIDATES_PAGES


def test_under_the_others_name_neither_opens_anything(officers: str, candidates: str) -> None:
    assert open_to(ALL, candidate=officers) == []
    assert open_to(ALL, officer=candidates) == []
    assert open_to(ALL, officer=candidates, candidate=officers) == []


def test_beside_the_right_one_the_wrong_one_opens_nothing_more(officers: str, candidates: str) -> None:
    assert open_to(ALL, officer=officers, candidate=officers) == OFFICERS_PAGES[:3]
    assert open_to(ALL, officer=candidates, candidate=candidates) == CANDIDATES_PAGES


@pytest.fixture
def https(settings: Settings) -> None:
    """Names and marks as in production."""
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-officer", "__Host-csrf"
    settings.CANDIDATE_COOKIE_NAME = "__Host-candidate"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.CANDIDATE_COOKIE_SECURE = True


def cookies_of_a_day(officer: User) -> Iterator[tuple[str, str, str, object, object, str]]:
    """What both sites set while people sign in, do something that is told on the next page, and sign out."""
    browser = Client()
    details = {"login": officer.email, "password": builders.PASSWORD}
    invited = {"email": "new@pk123.example", "role": "results_viewer"}
    steps = [
        browser.get("/portal/accounts/login/", secure=True),
        browser.post("/portal/accounts/login/", details, secure=True),
        browser.post("/portal/PK123/members/invite/", invited, secure=True),
        browser.post("/portal/accounts/logout/", secure=True),
        browser.get("/results/sign-in/", secure=True),
        try_to_sign_in(browser, secure=True),
        browser.post("/results/sign-out/", secure=True),
    ]
    for response in steps:
        for name, cookie in response.cookies.items():
            yield name, cookie["path"], cookie["domain"], cookie["secure"], cookie["httponly"], cookie["samesite"]


def test_every_cookie_is_bound_to_its_host_and_kept_from_scripts(officer: User, candidates: str, https: None) -> None:
    names = ["__Host-officer", "__Host-csrf", "__Host-candidate", new_device.COOKIE, middleware.COOKIE]
    cookies = set(cookies_of_a_day(officer))

    # One without the mark takes its cookie away.
    taken_away = {cookie for cookie in cookies if not cookie[4]}
    assert cookies - taken_away == {(name, "/", "", True, True, "Lax") for name in names}
    assert {cookie[:4] for cookie in taken_away} == {("__Host-candidate", "/", "", True)}
