"""Deny by default: an address that isn't on a short list opens to nobody who is signed out."""

import pytest
from django.test import Client

from results_portal.information.footer import PAGES
from tests.support.addresses import Address, all_addresses

SIGN_IN = "/portal/accounts/login/"
CANDIDATES_SIGN_IN = "/results/sign-in/"

# What is meant for people who haven't signed in.
PUBLIC = {
    "",
    "healthz",
    "readyz",
    "robots.txt",
    "results/sign-in/",
    "results/sign-out/",
    "results/check/",
    *(f"{site}/{page}/" for site in ("portal", "results") for page in PAGES),
    "portal/accounts/login/",
    "portal/accounts/signup/",
    "portal/accounts/inactive/",
    "portal/accounts/password/reset/",
    "portal/accounts/password/reset/done/",
    "portal/accounts/password/reset/key/done/",
    "portal/accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
}


def closed(client: Client, address: Address, method: str) -> bool:
    """Whether a visitor is sent to sign in, or told that there is nothing (of the kind)."""
    response = getattr(client, method)(address.path)
    target = response.headers.get("Location", "").partition("?")[0]
    return response.status_code in {404, 405} or target in {SIGN_IN, CANDIDATES_SIGN_IN, "/admin/login/"}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_only_what_is_listed_opens_to_visitors(method: str) -> None:
    visitor = Client()

    opened = {address.route for address in all_addresses() if not closed(visitor, address, method)}

    assert opened - PUBLIC == set()


def test_the_list_names_addresses_that_exist() -> None:
    assert PUBLIC - {address.route for address in all_addresses()} == set()


def test_the_walk_sees_every_part_of_the_service() -> None:
    seen = {address.route for address in all_addresses()}

    parts = {"admin/", "portal/", "portal/<str:centre_number>/<slug:series_slug>/", "portal/accounts/2fa/", "results/"}
    assert parts - seen == set()


@pytest.mark.django_db
def test_an_officers_address_remembers_where_the_visitor_wanted_to_go() -> None:
    response = Client().get("/portal/PK123/november-2026/")

    assert response.headers["Location"] == f"{SIGN_IN}?next=/portal/PK123/november-2026/"
