"""Every address, asked in odd ways: what stands in the path, behind the question mark, in headers and in cookies."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as sized
from hypothesis import strategies as st

from tests.odd_input.listening import listening
from tests.odd_input.sending import undone
from tests.reach.conftest import world
from tests.reach.world import ROOM, SERIES, World, fill
from tests.support import addresses

__all__ = ["world"]

ROLES = ("visitor", "candidate", "officer", "associate", "superuser")
NUL, HALF, HUGE = b"\x00", b"\xed\xa0\x80", b"1" + b"0" * 40
ODD = (NUL, HALF, HUGE, b"\xff\xfe", b"-1", b"%", b"..%2f..", b"'\"<>;--", b"\xc2\xb2", b"[]")
# What addresses of ours, of allauth's and of the admin read behind the question mark.
NAMES = (
    "q",
    "page",
    "sort",
    "which",
    "order",
    "what",
    "group",
    "activity",
    "username",
    "code",
    "shown",
    "next",
    "from",
)
OF_ADMIN = ("p", "o", "e", "all", "_popup", "_to_field", "_changelist_filters", "id", "pk__in", "term", "model_name")
HEADERS: dict[str, dict[str, str]] = {
    "language": {"HTTP_ACCEPT_LANGUAGE": "\xff,;q=9,*" * 500},
    "part of a page": {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[", "HTTP_HX_TARGET": "\xff"},
    "part of a file": {"HTTP_RANGE": "bytes=-1,9-1,0-99999999999999999999"},
    "only if changed": {"HTTP_IF_NONE_MATCH": '"', "HTTP_IF_MODIFIED_SINCE": "Thu, 99 Foo 10000 00:00:00 GMT"},
    "sent on": {"HTTP_X_FORWARDED_FOR": "\xff, , 999.1.1.1, ::1%eth0", "REMOTE_ADDR": "no address"},
    "without an address": {"REMOTE_ADDR": ""},
    "from elsewhere": {"HTTP_ORIGIN": "null", "HTTP_REFERER": "http://[::1"},
    "another method": {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
}
COOKIES = ("", "\\377\\376", "a:b:c", "." * 4_000, '"', "null", "eyJhIjoxfQ:1:1")
EACH = pytest.mark.parametrize("who", ROLES)
pytestmark = pytest.mark.django_db


def faults(client: Client, path: str, **headers: Any) -> str:
    """What a fault of the server looks like from outside; "" where there is none."""
    with undone(client), listening():
        response: Any = client.get(path, **headers)
        if response.streaming:
            b"".join(response.streaming_content)
    return f"{response.status_code} for {path[:200]!r}" if response.status_code >= 500 else ""


def odd_paths() -> Iterator[str]:
    """Each address with something odd in the place of each name in it, one after the other; the ways take turns."""
    routes = {address.route for address in addresses.all_addresses(fill)}
    turn = 0
    for route in sorted(route for route in routes if "(?P<" not in route):
        for name in addresses.CONVERTED.findall(route):
            for _way in range(3):
                turn += 1
                odd = quote_from_bytes(ODD[turn % len(ODD)], safe="")
                yield path_with(route, name, odd)


def path_with(route: str, name: str, text: str) -> str:
    """The route's path, with `text` in the place of one name and what fits in the others."""

    def put(found: Any) -> str:
        return text if found[1] == name else str(fill(found[1], route))

    return "/" + addresses.CONVERTED.sub(put, route).replace("^", "").replace("$", "")


def odd_questions(path: str, turn: int) -> str:
    """The address with every name that some page reads behind its question mark, and something odd for each."""
    names = (*NAMES, *OF_ADMIN) if path.startswith("/admin/") else NAMES
    pairs = (f"{name}={quote_from_bytes(ODD[(turn + place) % len(ODD)])}" for place, name in enumerate(names))
    return f"{path}?{'&'.join(pairs)}&%00=&=&&%ED%A0%80"


def browser(world: World, who: str) -> Client:
    """A browser of somebody in this role, to which a fault is an answer like any other."""
    client = world.browser(who)
    client.raise_request_exception = False
    return client


@EACH
def test_paths(world: World, who: str) -> None:
    client = browser(world, who)
    found = [fault for path in odd_paths() if (fault := faults(client, path))]

    assert found == []


@EACH
def test_questions(world: World, who: str) -> None:
    client = browser(world, who)
    paths = [address.path for address in addresses.all_addresses(fill)]
    found = [fault for turn, path in enumerate(paths) if (fault := faults(client, odd_questions(path, turn)))]

    assert found == []


@pytest.mark.parametrize("how", HEADERS)
def test_headers(world: World, how: str) -> None:
    pages = {
        "visitor": (
            "/",
            "/healthz",
            "/readyz",
            "/results/sign-in/",
            "/results/check/",
            "/portal/accounts/login/",
        ),
        "candidate": ("/results/", "/results/statement.pdf"),
        "officer": (SERIES, f"{SERIES}letters.pdf", f"{SERIES}letters/progress/", f"{SERIES}candidates/", "/nowhere"),
        "associate": (ROOM,),
        "superuser": ("/admin/", "/admin/candidates/result/"),
    }
    found = []
    for who, asked in pages.items():
        client = browser(world, who)
        found += [fault for path in asked if (fault := faults(client, path, **HEADERS[how]))]

    assert found == []


@pytest.mark.parametrize("value", COOKIES)
def test_cookies(world: World, value: str) -> None:
    client = Client(raise_request_exception=False)
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.CANDIDATE_COOKIE_NAME, "device")
    sent = "; ".join(f"{name}={value}" for name in names)
    asked = ("/", "/results/", "/results/sign-in/", "/portal/", "/portal/accounts/login/", "/admin/")

    assert [fault for path in asked if (fault := faults(client, path, HTTP_COOKIE=sent))] == []


@pytest.mark.parametrize("host", ["", "\xff", "a" * 3_000, "[::1", "testserver:99999999", "testserver@evil.example"])
def test_hosts(world: World, host: str) -> None:
    client = Client(raise_request_exception=False)

    assert client.get("/results/sign-in/", HTTP_HOST=host).status_code in {200, 400}


@sized(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turn=st.integers(0, 10_000), question=st.dictionaries(st.sampled_from((*NAMES, *OF_ADMIN)), st.binary()))
def test_any_question(world: World, turn: int, question: dict[str, bytes]) -> None:
    who = ROLES[turn % len(ROLES)]
    everything = addresses.all_addresses(fill)
    client = browser(world, who)
    path = everything[turn % len(everything)].path
    asked = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in question.items())

    assert faults(client, f"{path}?{asked}") == ""
