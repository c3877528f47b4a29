"""A page knows when the session ends, asks without prolonging it, and prolongs it when somebody says so."""

import re
import time

import pytest
from django.conf import settings
from django.test import Client

from centres.accounts import session_timeout

ADDRESS = "/portal/accounts/session/"
JSON = {"Accept": "application/json"}


def seen(client: Client, *, seconds_ago: float) -> None:
    session = client.session
    session[session_timeout.SINCE] = time.time() - seconds_ago
    session[session_timeout.SEEN] = time.time() - seconds_ago
    session.save()


def test_every_page_says_in_how_many_seconds_the_session_ends(officer_client: Client) -> None:
    page = officer_client.get("/portal/").content.decode()

    [seconds] = re.findall(r'data-seconds="(\d+)"', page)
    assert settings.OFFICER_IDLE_SECONDS - 5 <= int(seconds) <= settings.OFFICER_IDLE_SECONDS
    assert "Stay signed in" in page


def test_strangers_pages_say_nothing_of_it(client: Client) -> None:
    assert "session-warning" not in client.get("/portal/accounts/login/").content.decode()


def test_asking_does_not_prolong_the_session(officer_client: Client) -> None:
    seen(officer_client, seconds_ago=settings.OFFICER_IDLE_SECONDS - 100)

    first = officer_client.get(ADDRESS, headers=JSON).json()["seconds"]
    assert 90 <= first <= 100
    assert officer_client.get(ADDRESS, headers=JSON).json()["seconds"] <= first


def test_staying_signed_in_begins_the_time_anew(officer_client: Client) -> None:
    seen(officer_client, seconds_ago=settings.OFFICER_IDLE_SECONDS - 100)

    told = officer_client.post(ADDRESS, headers=JSON).json()["seconds"]
    assert told >= settings.OFFICER_IDLE_SECONDS - 5


def test_the_longest_time_is_not_prolonged(officer_client: Client) -> None:
    seen(officer_client, seconds_ago=settings.OFFICER_SESSION_SECONDS - 60)
    session = officer_client.session
    session[session_timeout.SEEN] = time.time()
    session.save()

    assert officer_client.post(ADDRESS, headers=JSON).json()["seconds"] <= 60


def test_without_a_script_the_button_leads_to_a_page(officer_client: Client) -> None:
    page = officer_client.post(ADDRESS, headers={"Accept": "text/html"}, follow=True).content.decode()

    assert "You stay signed in." in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_session_that_is_over_stays_over(method: str, officer_client: Client) -> None:
    seen(officer_client, seconds_ago=settings.OFFICER_IDLE_SECONDS + 1)

    assert getattr(officer_client, method)(ADDRESS, headers=JSON).status_code == 302
