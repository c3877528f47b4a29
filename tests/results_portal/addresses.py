"""Walks the URLconf: every address of the service, with sample values for what varies in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

SAMPLES = {
    "centre_number": "PK123",
    "series_slug": "november-2026",
    "number": "0042",
    "app_label": "centres",
    "content_type_id": "1",
    "uidb36": "1",
}
# One matching text for each regular expression of the URLconf; a new expression needs one here.
REGEX_SAMPLES = {
    r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-set-password/",
    r"^confirm-email/(?P<key>[-:\w]+)/$": "confirm-email/abc/",
    r"(?P<url>.*)$": "nowhere/",
}
CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One entry of the URLconf: its route as written there, and a path that leads to it."""

    route: str
    path: str


def all_addresses() -> list[Address]:
    """Every entry of the URLconf, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns, Address(route="", path="/")))


def _walk(patterns: list[URLPattern | URLResolver], prefix: Address) -> Iterator[Address]:
    for entry in patterns:
        route = str(entry.pattern)
        here = Address(route=prefix.route + route, path=prefix.path + _sample(entry, route))
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, here)
        else:
            yield here


def _sample(entry: URLPattern | URLResolver, route: str) -> str:
    if not isinstance(entry.pattern, RegexPattern):
        return CONVERTED.sub(lambda found: SAMPLES.get(found[1], "1"), route)
    if route.startswith("^(?P<app_label>"):
        return "centres/"
    return REGEX_SAMPLES[route]
