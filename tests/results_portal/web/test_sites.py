"""Two host names: each site serves its own addresses, and none of the other's."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from candidates.models import Candidate
from centres.models import User
from results_portal.web import sites
from tests.support.addresses import all_addresses
from tests.support.credentials import PASSWORD, USERNAME, give_access, give_credential

PORTAL, RESULTS, ALIAS = "portal.board.example", "results.board.example", "alias.board.example"
OFFICERS = [
    "/portal/",
    "/portal",
    "/portal/PK123/november-2026/letters.pdf",
    "/portal/accounts/login/",
    "/admin/",
    "/admin",
    "/admin/login/",
]
CANDIDATES = ["/results/", "/results", "/results/sign-in/", "/results/sign-out/", "/results/check/"]
FOR_BOTH = ["/healthz", "/readyz", "/robots.txt", "/static/img/icon.svg"]
At = Callable[[str], Client]


@pytest.fixture
def at(settings: Settings, db: None) -> At:
    """A browser at one of two hosts: `at(PORTAL)`."""
    settings.PORTAL_URL, settings.RESULTS_URL = f"https://{PORTAL}", f"https://{RESULTS}"
    settings.ALLOWED_HOSTS = [PORTAL, RESULTS, ALIAS]
    return lambda host: Client(headers={"host": host}, raise_request_exception=False)


def statuses(browser: Client, addresses: list[str], method: str = "get") -> dict[str, int]:
    found = {}
    for address in addresses:
        with closing(getattr(browser, method)(address)) as response:
            found[address] = response.status_code
    return found


def found(browser: Client, addresses: list[str]) -> list[bool]:
    return [status != 404 for status in statuses(browser, addresses).values()]


@pytest.mark.parametrize("method", ["get", "head", "post", "options"])
@pytest.mark.parametrize(
    ("host", "foreign"),
    [(PORTAL, CANDIDATES), (RESULTS, OFFICERS), (ALIAS, OFFICERS + CANDIDATES)],
)
def test_the_other_sites_addresses_are_not_found(at: At, method: str, host: str, foreign: list[str]) -> None:
    assert statuses(at(host), foreign, method) == dict.fromkeys(foreign, 404)


@pytest.mark.parametrize(
    ("host", "own"),
    [(PORTAL, OFFICERS), (f"{PORTAL}:8443", OFFICERS), (f"{PORTAL.upper()}.", OFFICERS), (RESULTS, CANDIDATES)],
)
def test_each_sites_own_addresses_are_found(at: At, host: str, own: list[str]) -> None:
    assert found(at(host), own) == [True] * len(own)


@pytest.mark.parametrize("host", [PORTAL, RESULTS, ALIAS])
def test_both_answer_what_machines_ask(at: At, host: str) -> None:
    assert found(at(host), FOR_BOTH) == [True] * len(FOR_BOTH)


def test_a_host_that_is_neither_is_refused_as_ever(at: At) -> None:
    addresses = OFFICERS + CANDIDATES + ["/", "/healthz", "/readyz"]

    assert statuses(at("elsewhere.example"), addresses) == dict.fromkeys(addresses, 400)


def test_one_host_serves_everything(client: Client, db: None) -> None:
    everything = OFFICERS + CANDIDATES + FOR_BOTH + ["/"]

    assert found(client, everything) == [True] * len(everything)


def test_ports_keep_no_sites_apart(settings: Settings, client: Client, db: None) -> None:
    settings.PORTAL_URL, settings.RESULTS_URL = "http://localhost:8000", "http://localhost:8001"

    assert found(client, OFFICERS + CANDIDATES) == [True] * len(OFFICERS + CANDIDATES)


def test_every_address_belongs_somewhere() -> None:
    """An address that this module forgets would be found nowhere in production."""
    first_parts = {sites.first_part(address.path) for address in all_addresses()}

    assert first_parts == sites.PORTAL | sites.RESULTS | sites.BOTH


def test_the_first_page_is_the_sites_own_door(at: At) -> None:
    doors = {host: at(host).get("/").headers.get("Location") for host in (PORTAL, RESULTS)}

    assert doors == {PORTAL: "/portal/", RESULTS: "/results/sign-in/"}


def test_a_host_of_neither_site_shows_the_way_to_both(at: At) -> None:
    page = at(ALIAS).get("/").content.decode()

    assert f'href="https://{RESULTS}/results/sign-in/"' in page
    assert f'href="https://{PORTAL}/portal/"' in page


def test_officers_page_leads_a_lost_candidate_to_the_other_site(at: At) -> None:
    assert f'href="https://{RESULTS}/results/sign-in/"' in at(PORTAL).get("/portal/accounts/login/").content.decode()


@pytest.mark.parametrize("address", CANDIDATES)
def test_an_officer_who_is_signed_in_finds_no_results_site_either(at: At, officer: User, address: str) -> None:
    browser = at(PORTAL)
    browser.force_login(officer)

    assert browser.get(address).status_code == 404


def test_a_candidate_signs_in_at_the_results_site_alone(at: At, candidate: Candidate) -> None:
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    typed = {"username": USERNAME, "password": PASSWORD}

    answers = {host: at(host).post("/results/sign-in/", typed) for host in (PORTAL, RESULTS)}

    assert {host: answer.status_code for host, answer in answers.items()} == {PORTAL: 404, RESULTS: 302}
    assert [sorted(answer.cookies) for answer in answers.values()] == [[], ["candidate", "csrf"]]


def test_what_belongs_elsewhere_asks_the_database_nothing(at: At, django_assert_num_queries: Any) -> None:
    browser = at(RESULTS)
    with django_assert_num_queries(0):
        browser.get("/portal/PK123/november-2026/")
