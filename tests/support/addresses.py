"""Walks the URLconf: every address of the service, with something filled in for what varies in it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from candidates.models import Candidate, ChangeRequest, Hold, LoadJob, ReleaseException, Result
from centres.models import Invitation, Membership, User

# Says what to put in an address in the place of a name; gets the name and the whole route.
Filling = Callable[[str, str], object]

CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")
# A text that matches, for each regular expression of the URLconf. A new expression needs one here.
MATCHING = {
    r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-set-password/",
    r"^confirm-email/(?P<key>[-:\w]+)/$": "confirm-email/abc/",
    r"(?P<url>.*)$": "nowhere/",
}
APP_LABELS = r"^(?P<app_label>"
SAMPLES: dict[str, object] = {
    "centre_number": "PK123",
    "series_slug": "november-2026",
    "number": "0042",
    "qualification_code": "IGCSE",
    "key": 1,
    "token": "a-token-that-nobody-was-given",
    "pk": 1,
    "rest": "anything",
    "code": "MERID",
    "id": 1,
    "content_type_id": 1,
    "which": "changed",
    "object_id": 1,
}


# Parts of addresses that are the key of something: their name, what stands in the route, and of what.
KEYS: tuple[tuple[str, str, type[Model]], ...] = (
    ("key", "/invitations/", Invitation),
    ("key", "", Membership),
    ("id", "", User),
    ("pk", "/holds/", Hold),
    ("pk", "/exceptions/", ReleaseException),
    ("pk", "/support/candidates/", Candidate),
    ("pk", "/changes/candidates/", Candidate),
    ("pk", "/support/officers/", User),
    ("pk", "/requests/", ChangeRequest),
    ("pk", "/loads/", LoadJob),
)


@dataclass(frozen=True, slots=True)
class Address:
    """One entry of the URLconf: its route as written there, and a path that leads to it."""

    route: str
    path: str


class NoArgument(Exception):
    """An address has a part for which the walk knows no value."""

    def __init__(self, name: str, route: str) -> None:
        super().__init__(f"nothing to put in the place of <{name}> in {route}: add it to tests/support/addresses.py")


def sample(name: str, route: str) -> object:
    """Something that the address takes, whether or not there is such a thing. Raises `NoArgument`."""
    if name not in SAMPLES:
        raise NoArgument(name, route)
    return SAMPLES[name]


def stored(name: str, route: str) -> object:
    """The first thing of its kind that there is in the database; a sample where there is none. Raises `NoArgument`."""
    for named, part, model in KEYS:
        if named == name and part in route:
            return _first(model)
    match name:
        case "number":
            return Candidate.objects.earliest("pk").number
        case "content_type_id":
            return ContentType.objects.get_for_model(Result).pk
        case "object_id":
            return _of_admin(route)
    return sample(name, route)


def all_addresses(fill: Filling = sample) -> list[Address]:
    """Every entry of the URLconf in the order in which they are tried; several for the admin's list of an app."""
    return list(_walk(get_resolver().url_patterns, Address("", "/"), fill))


def _walk(patterns: list[URLPattern | URLResolver], before: Address, fill: Filling) -> Iterator[Address]:
    for entry in patterns:
        route = before.route + str(entry.pattern)
        for part in _filled(entry, route, fill):
            here = Address(route, before.path + part)
            if isinstance(entry, URLResolver):
                yield from _walk(entry.url_patterns, here, fill)
            else:
                yield here


def _filled(entry: URLPattern | URLResolver, route: str, fill: Filling) -> list[str]:
    own = str(entry.pattern)
    if not isinstance(entry.pattern, RegexPattern):
        return [CONVERTED.sub(lambda found: str(fill(found[1], route)), own)]
    if own.startswith(APP_LABELS):
        return [f"{label}/" for label in sorted({model._meta.app_label for model in admin.site._registry})]
    if own not in MATCHING:
        raise NoArgument("an expression", route)
    return [MATCHING[own]]


def _of_admin(route: str) -> object:
    """The key of the first object of the admin's model that this address is about; of results for none of them."""
    found = [model for model in admin.site._registry if f"admin/{model._meta.label_lower.replace('.', '/')}/" in route]
    # The newest result is one of those that differ between worlds.
    return _first(found[0]) if found and found[0] is not Result else _first(Result, order="-pk")


def _first(model: type[Model], *, order: str = "pk") -> object:
    first = model._default_manager.order_by(order).first()
    return first.pk if first else 1
