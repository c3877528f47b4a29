"""Somebody who comes through the proxy over TLS, with cookies, and with forms as they stand on the page."""

import http.client
import re
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

PATIENCE = 150.0
Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer, and the address that it came from at last."""

    status: int
    path: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.DOTALL)
        assert found, self.text
        return re.sub(r"<[^>]+>", "", found[1]).strip()

    def form(self, holds: str) -> "Form":
        """The form that has a field with this name."""
        reader = _Forms()
        reader.feed(self.text)
        return next(form for form in reader.forms if holds in {name for name, _ in form.fields + form.choices})


@dataclass
class Form:
    """Where a form goes, what is filled in already, and what may be chosen."""

    action: str
    fields: Fields = field(default_factory=list)
    choices: Fields = field(default_factory=list)

    def filled(self, values: Mapping[str, str]) -> Fields:
        return [pair for pair in self.fields if pair[0] not in values] + list(values.items())


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form":
            self.forms.append(Form(given.get("action") or ""))
            self.inside = True
        name = given.get("name")
        if not self.inside or not name or tag not in {"input", "button", "textarea", "select"}:
            return
        pair = (name, given.get("value") or "")
        chosen = given.get("type") in {"checkbox", "radio"}
        if tag == "button" or (chosen and "checked" not in given):
            self.forms[-1].choices.append(pair)
        else:
            self.forms[-1].fields.append(pair)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


class Visitor:
    """Trusts the machine's own certificates and nobody else's."""

    def __init__(self, *, host: str, port: int, certificate: Path) -> None:
        self.host, self.port = host, port
        self.trust = ssl.create_default_context(cafile=certificate)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Page:
        return self._follow("GET", path, b"")

    def post(self, path: str, fields: Iterable[tuple[str, str]]) -> Page:
        return self._follow("POST", path, urlencode(list(fields)).encode())

    def sends(self, page: Page, values: Mapping[str, str]) -> Page:
        """The form of the page that has these fields, filled in and sent."""
        form = page.form(next(iter(values)))
        return self.post(urljoin(page.path, form.action), form.filled(values))

    def _follow(self, method: str, path: str, body: bytes) -> Page:
        for _ in range(6):
            page = self.ask(method, path, body)
            if page.status not in {301, 302, 303}:
                return page
            there = urlsplit(urljoin(path, page.headers["location"]))
            assert there.netloc in {"", self.host}
            method, path, body = "GET", there.path + (f"?{there.query}" if there.query else ""), b""
        raise AssertionError(f"sent from one page to the next without end: {path}")

    def ask(self, method: str, path: str, body: bytes = b"") -> Page:
        """One request on a connection of its own."""
        connection = http.client.HTTPSConnection(self.host, self.port, timeout=PATIENCE)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        connection.sock = self.trust.wrap_socket(plain, server_hostname=self.host)
        headers = {"Host": self.host, "Referer": f"https://{self.host}/"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Page(answer.status, path, content, {name.lower(): value for name, value in answer.getheaders()})
