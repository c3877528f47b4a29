"""Whoever signs in from a browser that hasn't done so before is written to; a forged cookie makes no browser known."""

import pytest
from django.core import mail
from django.test import Client

from centres.accounts.new_device import COOKIE
from centres.models import User
from tests.support import builders

pytestmark = pytest.mark.django_db(transaction=True)
NOTICE = "Candidate Results Service: You signed in from a new browser"


@pytest.fixture
def known(client: Client, officer: User) -> Client:
    """The browser from which the officer signed in the first time."""
    return comes_and_goes(client, officer)


def comes_and_goes(client: Client, user: User) -> Client:
    client.post(
        "/portal/accounts/login/", {"login": user.email, "password": builders.PASSWORD}, REMOTE_ADDR="192.0.2.7"
    )
    client.post("/portal/accounts/logout/")
    return client


def test_the_first_browser_of_all_is_no_news(known: Client) -> None:
    assert mail.outbox == []


def test_the_same_browser_again_is_no_news(known: Client, officer: User) -> None:
    comes_and_goes(known, officer)

    assert mail.outbox == []


def test_another_browser_is_told_with_its_address(known: Client, officer: User) -> None:
    comes_and_goes(Client(headers={"User-Agent": "Another browser"}), officer)

    assert [(message.to, message.subject) for message in mail.outbox] == [([officer.email], NOTICE)]
    assert "From: 192.0.2.7\nBrowser: Another browser" in str(mail.outbox[0].body)


def test_a_colleagues_browser_is_new_for_oneself(known: Client, other_officer: User) -> None:
    comes_and_goes(Client(), other_officer)
    comes_and_goes(known, other_officer)

    assert [message.to for message in mail.outbox] == [[other_officer.email]]


def test_a_shared_browser_knows_everybody_who_signed_in_there(
    known: Client, officer: User, other_officer: User
) -> None:
    comes_and_goes(known, other_officer)
    comes_and_goes(known, officer)

    assert mail.outbox == []


def test_a_forged_cookie_makes_no_browser_known(known: Client, officer: User) -> None:
    forger = Client()
    forger.cookies[COOKIE] = str(known.cookies[COOKIE].value)[:-4] + "AAAA"
    comes_and_goes(forger, officer)

    assert [message.subject for message in mail.outbox] == [NOTICE]


def test_the_cookie_opens_nothing(known: Client) -> None:
    assert known.get("/portal/").status_code == 302


def test_an_email_that_is_not_sent_keeps_nobody_out(
    known: Client, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("centres.accounts.adapters.OfficersAdapter.send_notification_mail", refuse)
    browser = Client()
    response = browser.post("/portal/accounts/login/", {"login": officer.email, "password": builders.PASSWORD})

    assert response.headers["Location"] == "/portal/"
