"""Fresh proof: asked for before what is worth protecting, given by password or second step, good for a while."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from pytest_django import Settings

from centres.accounts import reauthentication
from centres.accounts.reauthentication import ask_for_proof, is_fresh, proof_needed
from centres.models import User
from tests.centres.accounts.test_second_factor import code_for, give_app
from tests.support import builders
from tests.support.signed_in import prove, sign_in

PROOF = "/portal/accounts/reauthenticate/"
done: list[str] = []


@reauthentication.fresh_proof
def both(request: HttpRequest) -> HttpResponse:
    done.append(str(request.method))
    return HttpResponse("done")


@proof_needed(minutes=2, back_to="protected")
def post_only(request: HttpRequest) -> HttpResponse:
    done.append("post only")
    return HttpResponse("done")


def large_only(request: HttpRequest) -> HttpResponse:
    if "large" in request.POST and not is_fresh(request):
        return ask_for_proof(request, back_to="/portal/protected/?page=2")
    return HttpResponse("done")


urlpatterns = [
    path("portal/protected/", both, name="protected"),
    path("portal/post-only/", post_only),
    path("portal/large/", large_only),
    path("", include("results_portal.urls")),
]


@pytest.fixture(autouse=True)
def protected_pages(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = __name__
    done.clear()
    yield
    done.clear()


@pytest.fixture
def officer_client(client: Client, officer: User) -> Client:
    """A browser in which the officer is signed in, and nothing says since when."""
    client.force_login(officer)
    return client


def location(client: Client, page: str, *, post: bool = False) -> str:
    response = client.post(page) if post else client.get(page)
    return response.headers.get("Location", "")


def test_a_normal_sign_in_is_proof(client: Client, officer: User) -> None:
    client.post("/portal/accounts/login/", {"login": officer.email, "password": builders.PASSWORD})

    assert client.get("/portal/protected/").content == b"done"


def test_without_proof_the_page_asks_and_comes_back_to_the_same_address(officer_client: Client) -> None:
    assert location(officer_client, "/portal/protected/?q=ravi") == f"{PROOF}?next=%2Fportal%2Fprotected%2F%3Fq%3Dravi"


def test_the_password_opens_the_page(officer_client: Client) -> None:
    asked = location(officer_client, "/portal/protected/")

    response = officer_client.post(asked, {"password": builders.PASSWORD, "next": "/portal/protected/"})

    assert response.headers["Location"] == "/portal/protected/"
    assert officer_client.get("/portal/protected/").content == b"done"


def test_a_wrong_password_opens_nothing(officer_client: Client) -> None:
    officer_client.post(PROOF, {"password": "wrong", "next": "/portal/protected/"})

    assert location(officer_client, "/portal/protected/").startswith(PROOF)


def test_a_code_of_the_app_is_proof_too(officer_client: Client, officer: User) -> None:
    secret = give_app(officer)

    officer_client.post(reverse("mfa_reauthenticate"), {"code": code_for(secret), "next": "/portal/protected/"})

    assert officer_client.get("/portal/protected/").content == b"done"


@pytest.mark.parametrize(("minutes_ago", "is_open"), [(14.9, True), (15.1, False)])
def test_proof_lasts_fifteen_minutes(officer_client: Client, minutes_ago: float, is_open: bool) -> None:
    prove(officer_client, minutes_ago=minutes_ago)

    assert (location(officer_client, "/portal/protected/") == "") is is_open


def test_how_long_it_lasts_is_a_setting(officer_client: Client, settings: Settings) -> None:
    settings.PROOF_MINUTES = 1
    prove(officer_client, minutes_ago=2)

    assert location(officer_client, "/portal/protected/").startswith(PROOF)


def test_a_view_may_want_it_fresher(officer_client: Client) -> None:
    prove(officer_client, minutes_ago=3)

    assert location(officer_client, "/portal/post-only/", post=True).startswith(PROOF)


def test_a_post_without_proof_does_nothing_and_is_never_replayed(officer_client: Client) -> None:
    asked = location(officer_client, "/portal/protected/", post=True)

    officer_client.post(asked, {"password": builders.PASSWORD, "next": "/portal/protected/"}, follow=True)

    assert done == ["GET"]


def test_what_answers_post_alone_comes_back_to_the_page_it_names(officer_client: Client) -> None:
    assert location(officer_client, "/portal/post-only/", post=True) == f"{PROOF}?next=%2Fportal%2Fprotected%2F"


def test_the_person_is_told_that_nothing_was_done_and_then_to_do_it_once_more(officer_client: Client) -> None:
    asked = officer_client.post("/portal/post-only/", follow=True)
    assert "Nothing was done yet. Show that it is you; then do it once more." in asked.content.decode()

    given = officer_client.post(PROOF, {"password": builders.PASSWORD, "next": "/portal/"}, follow=True)

    assert "Thank you. Now do it once more." in given.content.decode()


def test_whoever_only_opened_a_page_is_not_told_to_do_it_once_more(officer_client: Client) -> None:
    asked = officer_client.get("/portal/protected/", follow=True)
    given = officer_client.post(PROOF, {"password": builders.PASSWORD, "next": "/portal/"}, follow=True)

    assert "once more" not in asked.content.decode() + given.content.decode()


def test_a_view_asks_for_some_requests_only(officer_client: Client) -> None:
    assert officer_client.post("/portal/large/", {"small": "1"}).content == b"done"

    response = officer_client.post("/portal/large/", {"large": "1"})

    assert response.headers["Location"] == f"{PROOF}?next=%2Fportal%2Fprotected%2F%3Fpage%3D2"


def test_a_part_of_a_page_that_asks_leads_the_whole_page_there(officer_client: Client) -> None:
    response = officer_client.post("/portal/post-only/", headers={"HX-Request": "true"})

    assert (response.status_code, response.headers["HX-Redirect"]) == (200, f"{PROOF}?next=%2Fportal%2Fprotected%2F")


def test_proof_of_one_person_is_none_of_another(client: Client, officer: User, staff: User) -> None:
    sign_in(client, officer)
    session = client.session
    session["account_authentication_methods_user"] = str(staff.pk)
    session.save()

    assert location(client, "/portal/protected/").startswith(PROOF)


def test_somebody_signed_out_signs_in_instead(client: Client, db: None) -> None:
    assert location(client, "/portal/protected/") == "/portal/accounts/login/?next=/portal/protected/"


def test_it_never_leads_to_another_site(officer_client: Client) -> None:
    response = officer_client.post(PROOF, {"password": builders.PASSWORD, "next": "https://evil.example/"})

    assert response.headers["Location"] == "/portal/"


def test_proof_changes_the_cookie_and_a_copy_of_the_old_one_opens_nothing(officer_client: Client) -> None:
    thief = Client()
    thief.cookies["officer"] = before = officer_client.cookies["officer"].value

    officer_client.post(PROOF, {"password": builders.PASSWORD})

    assert officer_client.cookies["officer"].value != before
    assert officer_client.get("/portal/").status_code == 200
    assert thief.get("/portal/").status_code == 302


def test_after_proof_the_browser_is_listed_once(officer_client: Client) -> None:
    for _ in range(2):
        officer_client.post(PROOF, {"password": builders.PASSWORD})

    page = officer_client.get("/portal/accounts/sessions/").content.decode()
    assert (page.count("This browser"), page.count('data-label="State"')) == (1, 1)


def test_ending_sessions_elsewhere_wants_it(officer_client: Client, officer: User) -> None:
    elsewhere = sign_in(Client(), officer)

    assert location(officer_client, "/portal/accounts/sessions/", post=True).startswith(PROOF)
    assert elsewhere.get("/portal/").status_code == 200
