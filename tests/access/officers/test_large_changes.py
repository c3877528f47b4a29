"""Confirm asks for fresh proof where it is about many candidates, and only there."""

import pytest
from django.test import Client
from pytest_django import Settings

from access.models import AccessSettings, Status
from candidates.models import Series
from centres.models import Centre
from tests.support.giving import PAGE, enter
from tests.support.signed_in import prove

PROOF = "/portal/accounts/reauthenticate/?next=%2Fportal%2FPK123%2Fnovember-2026%2F"
ALL = {
    "status": "all",
    "deals_with_queries": "on",
    "contact_name": "Rahila Anwar",
    "contact_telephone": "+92 42 1112 223",
    "version": "0",
}
LARGE = 3


@pytest.fixture(autouse=True)
def large(settings: Settings) -> None:
    settings.PROOF_FROM_CANDIDATES = LARGE


@pytest.fixture
def away(officer_client: Client) -> Client:
    """The officer's browser, in which the password was given a while ago."""
    return prove(officer_client, minutes_ago=20)


def status_now() -> list[str]:
    return list(AccessSettings.objects.values_list("status", flat=True))


@pytest.mark.parametrize("page", ["status/", "delay/"])
def test_forms_of_a_large_centre_ask_before_they_open_and_before_they_change(
    away: Client, series: Series, centre: Centre, page: str
) -> None:
    enter(series, centre, LARGE)
    back = f"{PROOF}{page.replace('/', '%2F')}"

    assert away.get(PAGE + page).headers["Location"] == back
    assert away.post(PAGE + page, ALL).headers["Location"] == back
    assert status_now() == []


def test_a_small_centre_is_not_asked(away: Client, series: Series, centre: Centre) -> None:
    enter(series, centre, LARGE - 1)

    assert away.get(f"{PAGE}delay/").status_code == 200
    assert away.post(f"{PAGE}status/", ALL).headers["Location"] == PAGE
    assert status_now() == ["all"]


def test_whoever_just_signed_in_is_not_asked(officer_client: Client, series: Series, centre: Centre) -> None:
    enter(series, centre, LARGE)

    assert officer_client.post(f"{PAGE}status/", ALL).headers["Location"] == PAGE


@pytest.mark.parametrize("chosen", [{"scope": "found"}, {"scope": "ticked", "candidates": ["0001", "0002", "0003"]}])
def test_deselecting_many_asks_and_few_does_not(
    away: Client, series: Series, centre: Centre, chosen: dict[str, str | list[str]]
) -> None:
    enter(series, centre, LARGE + 1)
    AccessSettings.objects.create(
        series=series,
        centre=centre,
        status=Status.ALL,
        deals_with_queries=True,
        contact_name="Rahila Anwar",
        contact_telephone="1112 223",
        version=1,
    )
    form = {"action": "deselect", "version": "1"}

    many = away.post(f"{PAGE}candidates/", {**form, **chosen, "page": "2"})
    assert many.headers["Location"] == f"{PROOF}candidates%2F%3Fpage%3D2"
    assert status_now() == ["all"]
    few = away.post(f"{PAGE}candidates/", {**form, "scope": "ticked", "candidates": ["0001"]})
    assert few.headers["Location"] == f"{PAGE}candidates/"
    assert status_now() == ["selected"]
