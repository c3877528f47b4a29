"""A process that serves one site (`SITE`) has nothing of the other but the addresses that links need."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver

from results_portal import results_urls
from results_portal.config.parts import middleware
from results_portal.config.site import Site
from tests.results_portal.config.test_settings import PRODUCTION, manage, migrated
from tests.support import service

__all__ = ["migrated"]

PORTAL, RESULTS = "portal.board.example", "results.board.example"
OFFICERS = ["/portal/", "/portal/accounts/login/", "/portal/help/", "/admin/", "/admin/login/"]
CANDIDATES = ["/results/", "/results/sign-in/", "/results/sign-out/", "/results/check/", "/results/help/"]
FOR_BOTH = ["/", "/robots.txt"]
# What a process tells of itself.
TELLS = """
import json, sys
from results_portal.wsgi import application
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse

asked = json.loads(sys.argv[1])
found = {host: {} for host in asked}
for host, addresses in asked.items():
    browser = Client(headers={"host": host, "x-forwarded-proto": "https"}, raise_request_exception=False)
    for address in addresses:
        answer = browser.get(address)
        found[host][address] = [answer.status_code, answer.headers.get("Location", ""), answer.content.decode()]
told = {
    "found": found,
    "apps": [app.name for app in apps.get_app_configs()],
    "middleware": settings.MIDDLEWARE,
    "storages": sorted(settings.STORAGES),
    "modules": sorted(sys.modules),
    "sign-in": reverse("candidate_access:sign_in"),
}
print(json.dumps(told))
"""


@cache
def told(site: str) -> dict[str, Any]:
    """What a process of this site says, asked at three hosts; without any database, for these pages need none."""
    hosts = (PORTAL, RESULTS, "alias.board.example")
    asked = {host: OFFICERS + CANDIDATES + FOR_BOTH + ["/nowhere/"] for host in hosts}
    environment = {
        **PRODUCTION,
        "DATABASE_URL": "sqlite:///:memory:",
        "ALLOWED_HOSTS": ",".join(hosts),
        "BEHIND_PROXY": "true",
        "SITE": site,
        "RESULTS_PORTAL_MODE": "test",
    }
    command = [sys.executable, "-c", TELLS, json.dumps(asked)]
    done = subprocess.run(
        command, cwd=service.ROOT, env=service.clean(environment), check=True, capture_output=True, text=True
    )
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def statuses(site: str, host: str, addresses: list[str]) -> dict[str, int]:
    return {address: told(site)["found"][host][address][0] for address in addresses}


@pytest.mark.parametrize("host", [PORTAL, RESULTS, "alias.board.example"])
@pytest.mark.parametrize(("site", "foreign"), [("portal", CANDIDATES), ("results", OFFICERS)])
def test_the_other_sites_addresses_are_not_found_on_any_host(site: str, foreign: list[str], host: str) -> None:
    assert statuses(site, host, foreign) == dict.fromkeys(foreign, 404)


@pytest.mark.parametrize(("site", "host", "own"), [("portal", PORTAL, OFFICERS), ("results", RESULTS, CANDIDATES)])
def test_its_own_addresses_are_found(site: str, host: str, own: list[str]) -> None:
    assert set(statuses(site, host, own + FOR_BOTH).values()) <= {200, 302}


@pytest.mark.parametrize(
    ("site", "host", "door"), [("portal", PORTAL, "/portal/"), ("results", RESULTS, "/results/sign-in/")]
)
def test_the_first_page_is_its_own_door(site: str, host: str, door: str) -> None:
    assert told(site)["found"][host]["/"][1] == door


def test_what_is_not_found_says_so_in_the_words_of_the_site() -> None:
    assert "/results/help/" in told("results")["found"][RESULTS]["/nowhere/"][2]
    assert "/portal/help/" in told("portal")["found"][PORTAL]["/nowhere/"][2]


def test_the_candidates_process_has_neither_administration_nor_accounts_nor_sessions() -> None:
    installed = set(told("results")["apps"])

    assert installed == {
        "results_portal",
        "access",
        "letters",
        "candidates",
        "centres",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.staticfiles",
    }
    assert [name for name in told("results")["modules"] if name.startswith(("allauth", "django_tasks_db"))] == []
    assert "letters" not in told("results")["storages"]


def test_a_candidates_request_passes_nothing_of_the_portals() -> None:
    passed = told("results")["middleware"]

    assert [name for name in passed if name.startswith(("centres", "allauth", "django.contrib"))] == []
    assert set(middleware(Site.BOTH)) == {*middleware(Site.PORTAL), *passed}
    assert "access.sign_in.waiting_room.WaitingRoomMiddleware" not in middleware(Site.PORTAL)


def test_every_view_of_the_results_site_says_itself_whom_it_lets_in() -> None:
    """Nothing in the chain of its processes sends a visitor to sign in."""
    silent = {
        str(entry.pattern)
        for entry in views(results_urls.urlpatterns)
        if getattr(entry.callback, "login_required", True)
    }

    assert silent == set()


def views(entries: list[Any]) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from views(entry.url_patterns)
        else:
            assert isinstance(entry, URLPattern)
            yield entry


def test_order_of_middleware_is_the_same_everywhere() -> None:
    both = middleware(Site.BOTH)

    for site in Site:
        assert middleware(site) == [name for name in both if name in middleware(site)]


def test_the_portal_can_say_where_candidates_sign_in() -> None:
    assert told("portal")["sign-in"] == "/results/sign-in/"


@pytest.mark.parametrize("site", ["portal", "results"])
def test_each_site_passes_the_deployment_checks(tmp_path: Path, site: str, migrated: str) -> None:
    variables = {**PRODUCTION, "DATABASE_URL": migrated, "SITE": site}
    done = manage("check", "--deploy", "--fail-level", "WARNING", state=tmp_path, **variables)

    assert (done.returncode, done.stderr) == (0, "")


def test_an_unknown_site_does_not_start(tmp_path: Path) -> None:
    done = manage("check", state=tmp_path, **PRODUCTION, SITE="candidates")

    assert done.stderr.startswith("manage.py: SITE is 'candidates'. Set it to portal, results, both")
    assert done.returncode != 0
