"""Help, accessibility, privacy and contact: there for everybody, on both sites, in a board's own words if it likes."""

import re
from dataclasses import astuple, replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from results_portal.config.board import Board
from results_portal.db import outage
from results_portal.information.footer import PAGES
from tests.results_portal.config.test_settings import PRODUCTION, manage

SITES = ["portal", "results"]
ALL = [f"/{site}/{page}/" for site in SITES for page in PAGES]
BOARD = Board(
    name="Northern Board",
    email="exams@northern.example",
    telephone="+44 1632 960 222",
    address="2 Far Road, Northtown",
)


def links_in(page: str) -> set[str]:
    """The addresses that the page leads to."""
    return set(re.findall(r'href="([^"]+)"', page))


@pytest.mark.parametrize("address", ALL)
def test_a_stranger_reads_it_without_a_session_or_a_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, db: None, address: str
) -> None:
    with django_assert_num_queries(0):
        answer = client.get(address)

    assert answer.status_code == 200
    assert client.cookies == {}
    assert "Set-Cookie" not in answer.headers


def test_a_signed_in_candidate_reads_the_results_sites_pages_without_a_query(
    signed_in: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for page in PAGES:
        with django_assert_num_queries(0):
            assert signed_in.get(f"/results/{page}/").status_code == 200


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("page", PAGES)
def test_it_names_the_board_from_the_settings(
    client: Client, settings: Settings, db: None, site: str, page: str
) -> None:
    settings.BOARD = BOARD

    text = client.get(f"/{site}/{page}/").text

    told = page != "help"
    assert all((value in text) is told for value in astuple(BOARD))


def test_what_the_board_does_not_give_is_left_out(client: Client, settings: Settings, db: None) -> None:
    settings.BOARD = replace(BOARD, telephone="", address="")

    assert "Telephone" not in client.get("/results/contact/").text


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("/results/sign-in/", "results"),
        ("/results/check/", "results"),
        ("/results/no-such-page/", "results"),
        ("/results/help/", "results"),
        ("/portal/accounts/login/", "portal"),
        ("/portal/no-such-page/at/all/", "portal"),
        ("/portal/help/", "portal"),
    ],
)
def test_the_foot_of_every_page_leads_to_its_own_sites_pages(client: Client, db: None, address: str, site: str) -> None:
    found = links_in(client.get(address).text)

    assert {f"/{site}/{page}/" for page in PAGES} <= found
    assert not {f"/{other}/{page}/" for other in SITES if other != site for page in PAGES} & found


def test_the_foot_of_the_boards_own_pages_leads_there_too(admin_client: Client) -> None:
    assert {f"/portal/{page}/" for page in PAGES} <= links_in(admin_client.get("/admin/").text)


def test_where_the_sites_are_apart_each_has_its_own(client: Client, settings: Settings, db: None) -> None:
    settings.PORTAL_URL, settings.RESULTS_URL = "http://portal.example", "http://results.example"
    settings.ALLOWED_HOSTS = ["portal.example", "results.example"]

    assert client.get("/results/help/", HTTP_HOST="results.example").status_code == 200
    assert client.get("/portal/help/", HTTP_HOST="results.example").status_code == 404
    assert client.get("/results/help/", HTTP_HOST="portal.example").status_code == 404
    lost = links_in(client.get("/nothing/", HTTP_HOST="results.example").text)
    assert "http://results.example/results/help/" in lost
    assert "http://portal.example/portal/help/" not in lost


def test_candidates_read_help_while_the_database_is_out_of_reach(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "is_known", lambda: True)

    assert client.get("/results/help/").status_code == 200
    assert client.get("/results/sign-in/").status_code == 503


@pytest.fixture
def own_templates(tmp_path: Path, settings: Settings) -> Path:
    settings.BOARD_TEMPLATES = str(tmp_path)
    first = dict(settings.TEMPLATES[0])
    settings.TEMPLATES = [{**first, "DIRS": [tmp_path, *first["DIRS"]]}]
    (tmp_path / "information" / "results").mkdir(parents=True)
    return tmp_path


def test_a_template_of_the_boards_own_takes_the_place_of_ours(client: Client, db: None, own_templates: Path) -> None:
    own = '{% extends "information/results/page.html" %}{% block information %}<h1>As our law says</h1>{% endblock %}'
    (own_templates / "information/results/privacy.html").write_text(own, encoding="utf-8")

    assert "As our law says" in client.get("/results/privacy/").text
    assert "As our law says" not in client.get("/portal/privacy/").text
    assert "Accessibility" in client.get("/results/accessibility/").text


def test_the_settings_put_the_boards_folder_before_ours(tmp_path: Path) -> None:
    """In a process of its own, for the settings are read once; a template that can't be read is named by the check."""
    (tmp_path / "home.html").write_text("{% blok information %}", encoding="utf-8")

    done = manage("check", state=tmp_path / "state", **PRODUCTION, BOARD_TEMPLATES=str(tmp_path))

    assert done.returncode == 1
    assert "home.html in BOARD_TEMPLATES" in done.stderr


def test_a_slip_in_a_template_of_the_boards_own_is_found_before_the_start(own_templates: Path) -> None:
    call_command("check")
    (own_templates / "information/results/privacy.html").write_text("{% blok information %}", encoding="utf-8")

    with pytest.raises(SystemCheckError, match=r"information/results/privacy.html in BOARD_TEMPLATES"):
        call_command("check")


def test_a_folder_that_is_not_there_is_found_before_the_start(settings: Settings, tmp_path: Path) -> None:
    settings.BOARD_TEMPLATES = str(tmp_path / "nowhere")

    with pytest.raises(SystemCheckError, match="isn't a folder"):
        call_command("check")
