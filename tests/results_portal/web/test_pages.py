"""The way in, the error pages, and what every response carries."""

import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import Settings

from centres.models import User
from results_portal.urls import handler400, handler403, handler404, handler500
from results_portal.urls import urlpatterns as real_urls
from results_portal.web import pages
from tests.support import builders

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a password that must not be shown: hunter2")


def misunderstand(request: HttpRequest) -> HttpResponse:
    raise BadRequest("odd")


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("your role at this centre doesn't let you download and print letters")


for view in (break_down, misunderstand, forbid):
    view.login_required = False  # type: ignore[attr-defined]

# This module is the URLconf of the tests below: the real one, and pages that go wrong.
urlpatterns = [
    path("break/", break_down),
    path("misunderstand/", misunderstand),
    path("forbid/", forbid),
    *real_urls,
]

ERRORS = [
    ("/misunderstand/", 400, "Your browser sent something that we can't read"),
    ("/forbid/", 403, "This isn't open to you"),
    ("/nowhere/", 404, "There is no such page"),
    ("/break/", 500, "Something broke on our side"),
]


@pytest.fixture
def visitor(settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def heading(response: HttpResponseBase) -> list[str]:
    assert isinstance(response, HttpResponse)
    return [text.replace("&#x27;", "'") for text in re.findall(r"<h1>(.*?)</h1>", response.content.decode())]


def test_home_has_a_door_for_candidates_and_one_for_officers(visitor: Client) -> None:
    page = visitor.get("/").content.decode()

    main = page[page.index("<main") : page.index("</main>")]
    assert re.findall(r'href="([^"]+)"', main) == ["/results/sign-in/", "/portal/"]


def test_search_engines_are_sent_away(visitor: Client) -> None:
    assert visitor.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(("address", "status", "title"), ERRORS)
def test_errors_have_pages_of_ours_that_need_no_database(
    visitor: Client, address: str, status: int, title: str
) -> None:
    """Without the `db` fixture a query would fail this test."""
    response = visitor.get(address)

    assert (response.status_code, heading(response)) == (status, [title])


def test_a_refusal_says_what_the_role_does_not_cover(visitor: Client) -> None:
    text = visitor.get("/forbid/").content.decode()

    assert "The reason: your role at this centre doesn&#x27;t let you download and print letters." in text


def test_a_fault_tells_visitors_nothing_of_its_cause(visitor: Client) -> None:
    assert b"hunter2" not in visitor.get("/break/").content


def test_a_form_without_its_token_is_explained(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/portal/accounts/login/", {"login": "a@b.example"})

    assert (response.status_code, heading(response)) == (403, ["This form has been open for too long"])


def test_too_many_tries_have_a_page_of_ours(db: None) -> None:
    browser = Client()
    answers = [browser.post("/portal/accounts/password/reset/", {"email": "a@b.example"}) for _ in range(25)]

    assert (answers[-1].status_code, heading(answers[-1])) == (429, ["Too many tries"])


def test_a_cookie_of_an_officer_is_kept_from_scripts(client: Client, officer: User) -> None:
    client.post("/portal/accounts/login/", {"login": officer.email, "password": builders.PASSWORD})

    cookie = client.cookies["officer"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_pages_that_only_show_take_no_post() -> None:
    shown = (pages.home, pages.healthz, pages.readyz, pages.robots)

    assert [view(RequestFactory().post("/")).status_code for view in shown] == [405] * 4
