"""Follows every link that somebody is shown, and collects the forms that they could send."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

from django.test import Client

from tests.odd_input.people import Person
from tests.odd_input.reading import Form, Page, read, route_of
from tests.odd_input.sending import URLENCODED, encoded, filled, send, undone

# Pages of the same kind, such as those of several candidates, are looked at so often.
OF_A_KIND = 3
NUMBERED = re.compile(r"-\d+-")


def crawl(client: Client, starts: Iterable[str]) -> list[Form]:
    """The forms on the pages that links lead to, of each kind one."""
    waiting, found = deque(starts), Forms()
    visits, asked = Counter[str](), defaultdict[str, set[str]](set)
    while waiting:
        address = waiting.popleft()
        route, names = route_of(address), names_in(address)
        # Lists link to themselves with every mixture of filters; one with a filter that is new is enough.
        if route is None or (visits[route] >= OF_A_KIND and names <= asked[route]):
            continue
        visits[route] += 1
        asked[route] |= names
        page = open_page(client, address)
        found.add(page.forms)
        waiting.extend(page.links)
    return found.all


class Forms:
    """Forms of different kinds: each has another method, leads elsewhere, or has a control that others don't have."""

    def __init__(self) -> None:
        self.all: list[Form] = []
        self._controls: dict[tuple[str, str | None], set[str]] = {}

    def add(self, forms: Iterable[Form]) -> list[Form]:
        """Take in those of a kind that isn't there yet, and return them."""
        new = [form for form in forms if self._is_new(form)]
        self.all += new
        return new

    def _is_new(self, form: Form) -> bool:
        kind = form.method, route_of(form.action)
        names = {NUMBERED.sub("-0-", name) for name in form.controls}
        if names <= self._controls.get(kind, set()) and kind in self._controls:
            return False
        self._controls.setdefault(kind, set()).update(names)
        return True


def open_page(client: Client, address: str) -> Page:
    """What stands on the page, after any redirects; nothing for a file."""
    response = client.get(address, follow=True)
    assert response.status_code < 500, f"{address}: {response.status_code}"
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        response.close()
        return Page([], [])
    ended = response.redirect_chain[-1][0] if response.redirect_chain else address
    return read(response.content.decode(), at=urljoin(address, ended))


def names_in(address: str) -> set[str]:
    """The names that stand in the address's query."""
    return set(parse_qs(urlsplit(address).query, keep_blank_values=True))


def forms_of(person: Person) -> list[Form]:
    """Every form that somebody is to spoil: those on pages, and those that stand in the answer to another form."""
    found = Forms()
    fresh = found.add(form for form in crawl(person.browser, person.starts) if _minds(person, form))
    while fresh:
        answers = [page for form in fresh for page in _answer(person.browser, form)]
        fresh = found.add(form for page in answers for form in page.forms if _minds(person, form))
    return found.all


def _minds(person: Person, form: Form) -> bool:
    return urlsplit(form.action).path.startswith(person.minds)


def _answer(client: Client, form: Form) -> Iterator[Page]:
    with undone(client):
        response = send(client, form, (encoded(filled(form)), URLENCODED))
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            yield read(response.content.decode(), at=form.action)
