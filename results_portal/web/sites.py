"""Two sites: what officers and staff come to, and what candidates come to. With a host name each, each is alone on it.

Where `PORTAL_URL` and `RESULTS_URL` name different hosts, an address of the other site is "not found". Where they name
the same host, as in a demonstration, everything is served there. Ports don't matter: no browser keeps cookies apart by
them.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.urls import reverse

# First parts of addresses. One that stands in none of these is served nowhere once the sites are apart.
PORTAL = frozenset({"portal", "admin"})
RESULTS = frozenset({"results"})
BOTH = frozenset({"", "healthz", "robots.txt"})


class Audience(StrEnum):
    """Whom a page is for; the value is the first part of the site's addresses."""

    PORTAL = "portal"
    RESULTS = "results"


class Sites:
    """Refuses what belongs to the other site, before anything is looked up for it. Static files never come here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        served = BOTH | own_addresses(request)
        if are_apart() and first_part(request.path_info) not in served:
            raise Http404("this address belongs to the other site")
        return self.get_response(request)


def are_apart() -> bool:
    """Whether officers and candidates come to different hosts."""
    return host_of(settings.PORTAL_URL) != host_of(settings.RESULTS_URL)


def own_addresses(request: HttpRequest) -> frozenset[str]:
    """The first parts of addresses that only this host has; none on a host that is allowed but is neither site's."""
    host = split_domain_port(request.get_host())[0]
    sites = {host_of(settings.PORTAL_URL): PORTAL, host_of(settings.RESULTS_URL): RESULTS}
    return sites.get(host, frozenset())


def front_door(request: HttpRequest) -> str | None:
    """Where "/" leads; None where both doors have to be shown."""
    if not are_apart():
        return None
    own = own_addresses(request)
    doors = {PORTAL: "centres:administer_exams", RESULTS: "candidate_access:sign_in"}
    return reverse(doors[own]) if own else None


def audience_of(request: HttpRequest) -> Audience:
    """Whose site a request is for: candidates', or that of officers and staff."""
    first = first_part(request.path_info)
    if first in RESULTS:
        return Audience.RESULTS
    if first in PORTAL or not are_apart():
        return Audience.PORTAL
    try:
        own = own_addresses(request)
    except DisallowedHost:
        return Audience.PORTAL
    return Audience.RESULTS if own == RESULTS else Audience.PORTAL


def results_site() -> str:
    """What stands before an address of the results site in a link from the officers' site."""
    return settings.RESULTS_URL if are_apart() else ""


def portal_site() -> str:
    """What stands before an address of the officers' site in a link from elsewhere."""
    return settings.PORTAL_URL if are_apart() else ""


def first_part(path: str) -> str:
    """`portal` of `/portal/PK123/`."""
    return path.removeprefix("/").partition("/")[0]


@cache
def host_of(url: str) -> str:
    """The host that `url` names, in small letters and without its port."""
    return split_domain_port(urlsplit(url).netloc)[0]
