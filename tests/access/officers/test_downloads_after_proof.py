"""A download that asks for proof begins by itself afterwards, on the page where somebody asked for it."""

import html
import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from candidates.models import Series
from centres.models import Centre, User
from letters.models import LetterBatch, LetterDownload
from tests.support.builders import PASSWORD, make_officer
from tests.support.centre_with_letters import letters_made, make_roll
from tests.support.giving import PAGE
from tests.support.signed_in import prove

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store", "ready")]
SITE = "http://testserver"
LIST = f"{PAGE}candidates/"


@pytest.fixture
def ready(series: Series, centre: Centre, officer: User) -> LetterBatch:
    make_roll(series, centre, ["0001", "0002", "0004"])
    return letters_made(series, centre, officer)


@pytest.fixture
def long_ago(officer_client: Client) -> Client:
    """A browser whose officer gave their password sixteen minutes ago."""
    return prove(officer_client, minutes_ago=16)


def proven(client: Client, asked: Any) -> Any:
    """The page that comes after the password."""
    return client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)


def begins(page: Any) -> str:
    """The address to which the page sends the browser by itself; "" for none."""
    found = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page.content.decode())
    return html.unescape(found[1]) if found else ""


@pytest.mark.parametrize(
    ("name", "came_from", "lands"),
    [
        ("letters.pdf", PAGE, PAGE),
        ("letters.pdf?order=group", PAGE, PAGE),
        ("letters.zip", "", PAGE),
        ("letters/new.pdf", PAGE, PAGE),
        ("letters/0001.pdf", f"{LIST}?q=rahman&page=1", f"{LIST}?q=rahman&page=1"),
        ("letters/0001.pdf", f"{LIST}0001/", f"{LIST}0001/"),
        ("letters/0001.pdf", f"{PAGE}status/", LIST),
        ("letters/0001.pdf", "/portal/AE310/november-2026/candidates/", LIST),
        ("letters/0001.pdf", "/no/such/page/", LIST),
    ],
)
def test_after_the_proof_one_is_on_the_page_of_before_and_the_download_begins(
    long_ago: Client, name: str, came_from: str, lands: str
) -> None:
    asked = long_ago.get(PAGE + name, headers={"Referer": f"{SITE}{came_from}"} if came_from else {})
    assert "The download then begins by itself." in html.unescape(
        long_ago.get(asked.headers["Location"]).content.decode()
    )
    assert not LetterDownload.objects.exists()

    page = proven(long_ago, asked)

    assert page.redirect_chain[-1][0] == lands
    assert begins(page) == PAGE + name
    assert f'<a href="{html.escape(PAGE + name)}">download it here</a>' in page.content.decode()
    assert "once more" not in page.content.decode()
    file = long_ago.get(begins(page))
    assert (file.status_code, file.headers["Content-Disposition"][:10]) == (200, "attachment")
    file.close()


def test_it_begins_once(long_ago: Client) -> None:
    asked = long_ago.get(f"{PAGE}letters.pdf")
    assert begins(proven(long_ago, asked))

    assert begins(long_ago.get(PAGE)) == ""


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        ({"scope": "ticked", "candidates": ["0001", "0004"]}, 2),
        ({"scope": "found", "numbers": "0002"}, 1),
        ({"scope": "found"}, 3),
    ],
)
def test_chosen_letters_begin_too(long_ago: Client, fields: dict[str, Any], taken: int) -> None:
    asked = long_ago.post(f"{PAGE}letters/chosen.pdf", fields, headers={"Referer": f"{SITE}{LIST}?sort=name"})

    page = proven(long_ago, asked)

    assert page.redirect_chain[-1][0] == f"{LIST}?sort=name"
    file = long_ago.get(begins(page))
    assert file.headers["Content-Type"] == "application/pdf"
    file.close()
    assert LetterDownload.objects.get().letters == taken


def test_more_numbers_than_an_address_bears_come_back_as_ticks(
    long_ago: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("access.officers.views.downloads.LONGEST_LIST", 4)

    asked = long_ago.post(f"{PAGE}letters/chosen.pdf", {"scope": "ticked", "candidates": ["0001", "0004"]})
    page = proven(long_ago, asked)

    assert begins(page) == ""
    assert page.redirect_chain[-1][0] == LIST


def test_another_site_begins_nothing(long_ago: Client) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    for address in ("letters.pdf", "letters/chosen.pdf?scope=found"):
        assert not long_ago.get(f"{PAGE}{address}", headers=headers).headers["Location"].startswith("/portal/accounts/")

    assert begins(proven(long_ago, long_ago.get(f"{PAGE}letters/with-passphrase/"))) == ""


def test_without_proof_nothing_begins(long_ago: Client) -> None:
    long_ago.get(f"{PAGE}letters.pdf")

    assert begins(long_ago.get(PAGE)) == ""
    assert begins(prove(long_ago).get(PAGE)) == ""


def test_proof_for_something_else_begins_nothing_that_was_given_up(long_ago: Client) -> None:
    long_ago.get(f"{PAGE}letters.pdf")

    proven(long_ago, long_ago.get(f"{PAGE}letters/with-passphrase/"))

    assert begins(long_ago.get(PAGE)) == ""


def test_after_ten_minutes_nothing_begins(long_ago: Client) -> None:
    asked = long_ago.get(f"{PAGE}letters.pdf")
    session = long_ago.session
    session["download_waits"] = {**session["download_waits"], "at": time.time() - 601}
    session.save()

    assert begins(proven(long_ago, asked)) == ""


def test_the_page_it_begins_on_is_the_one_in_the_address(long_ago: Client) -> None:
    asked = long_ago.get(f"{PAGE}letters.pdf", headers={"Referer": f"{SITE}{LIST}?page=2"})

    assert parse_qs(urlsplit(asked.headers["Location"]).query)["next"] == [f"{LIST}?page=2"]


@pytest.fixture
def signed_out(officer_client: Client, officer: User) -> Client:
    """A browser whose officer was away for longer than a session lasts."""
    officer_client.get(PAGE)
    session = officer_client.session
    session["seen_at"] = time.time() - 31 * 60
    session.save()
    return officer_client


def signs_in(client: Client, asked: Any, *, email: str) -> Any:
    assert asked.headers["Location"].startswith("/portal/accounts/login/")
    return client.post(asked.headers["Location"], {"login": email, "password": PASSWORD}, follow=True)


@pytest.mark.parametrize(
    ("name", "came_from", "lands"),
    [("letters.zip", PAGE, PAGE), ("letters/0001.pdf", f"{LIST}?q=rahman", f"{LIST}?q=rahman")],
)
def test_a_download_begins_after_signing_in_again_too(
    signed_out: Client, officer: User, name: str, came_from: str, lands: str
) -> None:
    asked = signed_out.get(PAGE + name, headers={"Referer": f"{SITE}{came_from}"})
    assert "The download then begins by itself." in html.unescape(
        signed_out.get(asked.headers["Location"]).content.decode()
    )

    page = signs_in(signed_out, asked, email=officer.email)

    assert page.redirect_chain[-1][0] == lands
    assert begins(page) == PAGE + name
    file = signed_out.get(begins(page))
    assert (file.status_code, file.headers["Content-Disposition"][:10]) == (200, "attachment")
    file.close()
    assert begins(signed_out.get(lands)) == ""


def test_nobody_elses_download_begins(signed_out: Client, officer: User, centre: Centre) -> None:
    colleague = make_officer(centre, email="colleague@merid.example")
    asked = signed_out.get(f"{PAGE}letters.zip")

    assert begins(signs_in(signed_out, asked, email=colleague.email)) == ""


def test_a_stranger_is_led_to_the_sign_in_and_no_download_waits(client: Client, officer: User, ready: object) -> None:
    asked = client.get(f"{PAGE}letters.zip")

    assert "download_waits" not in client.session
    assert asked.headers["Location"] == f"/portal/accounts/login/?next={PAGE}letters.zip"


def test_another_site_has_nothing_wait_for_the_next_sign_in(signed_out: Client) -> None:
    signed_out.get(f"{PAGE}letters.zip", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})

    assert "download_waits" not in signed_out.session


def test_what_was_chosen_comes_back_and_the_passphrase_does_not(signed_out: Client, officer: User) -> None:
    asked = signed_out.post(
        f"{PAGE}letters/with-passphrase/",
        {"what": "changed", "form": "zip", "passphrase": "a long enough secret", "again": "a long enough secret"},
    )

    page = signs_in(signed_out, asked, email=officer.email)

    assert page.context["form"].initial == {"what": "changed", "form": "zip"}
    assert "a long enough secret" not in page.content.decode()
