"""Fills in a form as somebody might, and sends it, in a way that leaves no trace."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit, urlunsplit

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client

from tests.odd_input.reading import CHOICES, SENDS, Control, Form
from tests.reach import asking
from tests.support import builders
from tests.support.credentials import USERNAME

Pairs = list[tuple[str, bytes]]
# What is sent, and its content type.
Body = tuple[bytes, str]

URLENCODED = "application/x-www-form-urlencoded"
# What somebody might type, by the name of the field or, failing that, by its kind.
TYPED = {
    "email": "somebody@pk123.example",
    "login": "officer@pk123.example",
    "contact_email": "exams@pk123.example",
    "contact_telephone": "+92 42 1234567",
    "username": USERNAME,
    "number": "0077",
    "code": "123456",
    "slug": "march-2027",
    "grades": '["A", "B"]',
    "date_of_birth": "2010-05-04",
    "releases_at_0": "2027-01-19",
    "releases_at_1": "06:00:00",
    "percentage_uniform_mark": "85",
    "passphrase": "correct horse battery",
    "again": "correct horse battery",
    "time_zone": "Asia/Karachi",
    "hours": "3",
    "credential": "{}",
}
BY_KIND = {
    "password": builders.PASSWORD,
    "email": "somebody@pk123.example",
    "number": "1",
    "date": "2026-11-30",
    "datetime-local": "2027-01-19T06:00",
    "tel": "+92 42 1234567",
}


def filled(form: Form) -> Pairs:
    """What a browser sends once everything is filled in: what was given stays, the first button is pressed."""
    pairs: Pairs = []
    pressed = False
    for control in form.controls.values():
        if control.kind in SENDS:
            if not pressed:
                pairs.append((control.name, control.offered[0].encode()))
            pressed = True
        else:
            pairs += [(control.name, value.encode()) for value in chosen(control)]
    return pairs


def chosen(control: Control) -> list[str]:
    given = [value for value in control.given if value]
    if given:
        return given
    if control.kind in {*CHOICES, "select"}:
        return [value for value in control.offered if value][:1]
    if control.kind in {"hidden", "search"}:
        return [""]
    return [TYPED.get(control.name) or BY_KIND.get(control.kind) or "Amira Haddad"]


def encoded(pairs: Pairs) -> bytes:
    """The fields as a browser sends them; lone halves of characters become the bytes that they would have."""
    return "&".join(f"{_quoted(name)}={quote_from_bytes(value)}" for name, value in pairs).encode()


def _quoted(name: str) -> str:
    return quote_from_bytes(name.encode("utf-8", "surrogatepass"))


def send(client: Client, form: Form, body: Body) -> Any:
    """The answer to the form, read to its end. A form that asks by GET puts the body behind the question mark."""
    sent, content_type = body
    if form.method == "GET":
        address = urlunsplit(urlsplit(form.action)._replace(query=sent.decode("latin-1")))
        response: Any = client.get(address)
    else:
        response = client.generic("POST", form.action, sent, content_type=content_type)
    if response.streaming:
        b"".join(response.streaming_content)
    response.close()
    return response


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Takes back what happens inside, and begins without counts of earlier tries."""
    cache.clear()
    with asking.undone(client):
        yield


class Commits:
    """A middleware that does after each view what else happens when its transaction ends: here it never does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        while connection.in_atomic_block and connection.run_on_commit:
            connection.run_on_commit.pop(0)[1]()
        return response
