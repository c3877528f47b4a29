"""Reads a page as a browser does: which links it has, and which forms with which controls."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

CONTROLS = {"input", "select", "textarea", "button"}
LINKS = ("href", "hx-get", "hx-post")
SENDS = {"submit", "image"}
CHOICES = {"radio", "checkbox"}


@dataclass(slots=True)
class Control:
    """One name within a form: `offered` are the values that the page lets one choose, `given` those already chosen."""

    name: str
    kind: str
    offered: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    """A form as found on the page `at`, with its controls by name."""

    at: str
    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    forms: list[Form]
    links: list[str]


class _Reader(HTMLParser):
    def __init__(self, at: str) -> None:
        super().__init__()
        self.at = at
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._open: Form | None = None
        # Controls may stand outside of their form and name it.
        self._elsewhere: list[tuple[str, str, dict[str, str]]] = []
        # A button may send the same form to another address.
        self._also_to: list[tuple[Form, str]] = []
        self._select: Control | None = None
        self._textarea: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.links += [urljoin(self.at, said[name]) for name in LINKS if said.get(name) and tag != "link"]
        if tag == "form":
            self._begin(said)
        elif tag == "option" and self._select:
            value = said.get("value", "")
            self._select.offered.append(value)
            if "selected" in said:
                self._select.given.append(value)
        elif tag == "button" and said.get("formaction") and self._open:
            self._also_to.append((self._open, urljoin(self.at, said["formaction"])))
        elif tag in CONTROLS and said.get("name") and "disabled" not in said:
            if said.get("form"):
                self._elsewhere.append((said["form"], tag, said))
            elif self._open:
                self._add(self._open, tag, said)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._textarea.given = ["".join([*self._textarea.given, data])]

    def close(self) -> None:
        super().close()
        for name, tag, said in self._elsewhere:
            if name in self._by_id:
                self._add(self._by_id[name], tag, said)
        for sent, action in self._also_to:
            self.forms.append(Form(self.at, action, sent.method, sent.controls))

    def _begin(self, said: dict[str, str]) -> None:
        action = urljoin(self.at, said.get("action", "")) or self.at
        self._open = Form(self.at, action, said.get("method", "get").upper())
        self.forms.append(self._open)
        if said.get("id"):
            self._by_id[said["id"]] = self._open

    def _add(self, form: Form, tag: str, said: dict[str, str]) -> None:
        kind = tag if tag in {"select", "textarea"} else said.get("type", "submit" if tag == "button" else "text")
        control = form.controls.setdefault(said["name"], Control(said["name"], kind))
        if tag == "select":
            self._select = control
        elif tag == "textarea":
            self._textarea = control
        elif kind in CHOICES | SENDS:
            control.offered.append(said.get("value", "on"))
            if "checked" in said:
                control.given.append(said.get("value", "on"))
        else:
            control.given.append(said.get("value", ""))


def read(html: str, *, at: str) -> Page:
    """The page's forms and links; `at` is its address."""
    reader = _Reader(at)
    reader.feed(html)
    reader.close()
    return Page(reader.forms, reader.links)


def route_of(address: str) -> str | None:
    """The entry of the URLconf that an address leads to; None for what isn't of this site."""
    parts = urlsplit(address)
    if parts.scheme not in {"", "http"} or parts.netloc not in {"", "testserver", "localhost"}:
        return None
    try:
        return resolve(parts.path).route
    except Resolver404:
        return None
