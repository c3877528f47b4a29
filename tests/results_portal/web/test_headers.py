"""What every answer of the service carries, however it came to be: pages, files, redirects, refusals and faults."""

from collections.abc import Callable, Iterator
from contextlib import closing
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from candidates.models import Candidate
from centres.models import Centre, Membership, Role, User
from results_portal.monitoring import health
from tests.support import builders
from tests.support.addresses import all_addresses, stored
from tests.support.credentials import give_access, give_credential, try_to_sign_in
from tests.support.signed_in import sign_in

HOST = "localhost"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: dict[str, str | None] = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Access-Control-Allow-Origin": None,
}
NOT_KEPT = {"Cache-Control": "no-store, private", "ETag": None, "Last-Modified": None}
STATIC = "/static/css/portal.css"
FAR_TOO_BIG = 3_000_000
Ask = Callable[[Client], HttpResponseBase]


@pytest.fixture
def https(settings: Settings, db: None) -> None:
    """As in production: under https alone."""
    settings.ROOT_URLCONF = "tests.results_portal.web.test_pages"
    settings.SECURE_SSL_REDIRECT = settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600


@pytest.fixture
def visitor(https: None) -> Client:
    return Client(headers={"host": HOST}, raise_request_exception=False)


def ask(method: str, address: str, **extra: object) -> Ask:
    return lambda browser: getattr(browser, method)(address, secure=True, **extra)


def without_token(_: Client) -> HttpResponseBase:
    strict = Client(headers={"host": HOST}, enforce_csrf_checks=True)
    return strict.post("/results/sign-in/", {"username": "K7MPW2QX"}, secure=True)


def once_too_often(browser: Client) -> HttpResponseBase:
    answers = [
        browser.post("/portal/accounts/password/reset/", {"email": "a@b.example"}, secure=True) for _ in range(25)
    ]
    return answers[-1]


ANSWERS: dict[str, tuple[int, Ask]] = {
    "a page": (200, ask("get", "/")),
    "a form": (200, ask("get", "/results/sign-in/")),
    "what machines ask": (200, ask("get", "/robots.txt")),
    "only the head": (200, ask("head", "/results/sign-in/")),
    "to the sign-in": (302, ask("get", "/portal/")),
    "to the slash": (301, ask("get", "/portal")),
    "misunderstood": (400, ask("get", "/misunderstand/")),
    "a strange host": (400, ask("get", "/", headers={"host": "elsewhere.example"})),
    "too long": (400, ask("post", "/results/sign-in/", data={"username": "A" * FAR_TOO_BIG})),
    "too many fields": (400, ask("post", "/results/sign-in/", data={f"f{n}": "" for n in range(12_001)})),
    "without a boundary": (400, ask("post", "/results/sign-in/", data=b"--", content_type="multipart/form-data")),
    "a file": (400, ask("post", "/results/sign-in/", data={"username": SimpleUploadedFile("a.txt", b"text")})),
    "forbidden": (403, ask("get", "/forbid/")),
    "without its token": (403, without_token),
    "nowhere": (404, ask("get", "/nowhere/")),
    "not this way": (405, ask("post", "/robots.txt")),
    "once too often": (429, once_too_often),
    "a fault": (500, ask("get", "/break/")),
}


def carried(response: HttpResponseBase, expected: dict[str, str | None]) -> dict[str, str | None]:
    with closing(response):
        return {name: response.headers.get(name) for name in expected}


@pytest.mark.parametrize(("status", "answer"), ANSWERS.values(), ids=ANSWERS)
def test_every_answer_carries_every_header(visitor: Client, status: int, answer: Ask) -> None:
    response = answer(visitor)

    assert response.status_code == status
    assert carried(response, HEADERS | NOT_KEPT) == HEADERS | NOT_KEPT


def test_every_body_says_what_it_is(visitor: Client) -> None:
    asked = [*ANSWERS.values(), (200, ask("get", STATIC)), (200, ask("get", "/healthz"))]
    types = set()
    for _, answer in asked:
        with closing(answer(visitor)) as response:
            if b"".join(response):
                types.add(response.headers["Content-Type"])

    assert types == {
        "text/html; charset=utf-8",
        "text/plain; charset=utf-8",
        'text/css; charset="utf-8"',
        "application/json",
    }


# Browsers take no promise of https from an answer that didn't come that way.
PLAIN = HEADERS | NOT_KEPT | {"Strict-Transport-Security": None}


@pytest.mark.parametrize(("host", "status"), [(HOST, 301), ("elsewhere.example", 400)])
def test_what_comes_without_https_is_turned_away_with_the_headers(visitor: Client, host: str, status: int) -> None:
    response = visitor.get("/results/?username=K7MPW2QX", headers={"host": host})

    assert response.status_code == status
    assert carried(response, PLAIN) == PLAIN


def test_a_candidate_who_is_asked_to_come_back_gets_them(visitor: Client, settings: Settings) -> None:
    settings.CANDIDATES_WAITING = 0
    response = visitor.get("/results/sign-in/", secure=True)

    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert carried(response, HEADERS | NOT_KEPT) == HEADERS | NOT_KEPT


def test_a_failing_health_report_carries_them(visitor: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise DatabaseError

    monkeypatch.setitem(health._checks, "keys", broken)
    response = visitor.get("/readyz", secure=True)

    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert carried(response, HEADERS | NOT_KEPT) == HEADERS | NOT_KEPT


@pytest.mark.parametrize(
    ("method", "sent", "status"),
    [
        ("get", {}, 200),
        ("head", {}, 200),
        ("get", {"range": "bytes=0-9"}, 206),
        ("get", {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 304),
        ("get", {"range": "bytes=999999999-"}, 416),
        ("post", {}, 405),
    ],
)
def test_static_files_carry_them_too(visitor: Client, method: str, sent: dict[str, str], status: int) -> None:
    response = getattr(visitor, method)(STATIC, secure=True, headers=sent)

    assert response.status_code == status
    assert carried(response, HEADERS) == HEADERS


def test_static_files_alone_may_be_kept(visitor: Client) -> None:
    assert carried(visitor.get(STATIC, secure=True), {"Cache-Control": None}) == {"Cache-Control": "max-age=60, public"}
    missing = visitor.get("/static/nothing.css", secure=True)
    assert carried(missing, HEADERS | NOT_KEPT) == HEADERS | NOT_KEPT


def bare(browser: Client) -> Iterator[str]:
    """The addresses whose answers to this browser lack something."""
    for address in all_addresses(stored):
        if carried(browser.get(address.path, secure=True), HEADERS | NOT_KEPT) != HEADERS | NOT_KEPT:
            yield address.path


def test_every_address_carries_them_for_staff(visitor: Client, candidate: Candidate, staff: User) -> None:
    assert list(bare(sign_in(visitor, staff))) == []


def test_every_address_carries_them_for_a_head_of_centre(visitor: Client, candidate: Candidate, centre: Centre) -> None:
    """Files among them: lists of candidates, the audit trail."""
    head = builders.make_user("head@pk123.example")
    Membership.objects.create(user=head, centre=centre, role=Role.HEAD)

    assert list(bare(sign_in(visitor, head))) == []


def test_every_address_carries_them_for_a_candidate(visitor: Client, candidate: Candidate) -> None:
    """The statement among them."""
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    try_to_sign_in(visitor, secure=True)
    assert visitor.get("/results/", secure=True).status_code == HTTPStatus.OK

    assert list(bare(visitor)) == []


def test_no_form_is_answered_from_a_copy(client: Client, officer: User) -> None:
    """A browser that asks whether its copy is still good is told nothing of the kind."""
    client.post("/portal/accounts/login/", {"login": officer.email, "password": builders.PASSWORD})
    asked = {"if-none-match": "*", "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}

    assert client.get("/portal/", headers=asked).status_code == HTTPStatus.OK
