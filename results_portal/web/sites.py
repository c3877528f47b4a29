"""Two sites: what officers and staff come to, and what candidates come to. With a host name each, each is alone on it.

A process that serves one of them (`SITE`) has no addresses of the other. In one that serves both, hosts keep them
apart: where `PORTAL_URL` and `RESULTS_URL` name different hosts, an address of the other site is "not found". Where
they name the same host, as in a demonstration, everything is served there. Ports don't matter: no browser keeps cookies
apart by them.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.urls import Resolver404, URLResolver, reverse
from django.urls.resolvers import RoutePattern

from results_portal.config.site import Site

# First parts of addresses. One that stands in none of these is served nowhere once the sites are apart.
PORTAL = frozenset({"portal", "admin"})
RESULTS = frozenset({"results"})
BOTH = frozenset({"", "healthz", "robots.txt"})
OF_SITE = {Site.PORTAL: PORTAL, Site.RESULTS: RESULTS, Site.BOTH: PORTAL | RESULTS}


class Audience(StrEnum):
    """Whom a page is for; the value is the first part of the site's addresses."""

    PORTAL = "portal"
    RESULTS = "results"


class Sites:
    """Refuses what belongs to the other site, before anything is looked up for it. Static files never come here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if are_apart() and first_part(request.path_info) not in BOTH | own_addresses(request):
            raise Http404("this address belongs to the other site")
        return self.get_response(request)


class OnlyForLinks(URLResolver):
    """Addresses of the site that this process doesn't serve: `reverse` finds them, a request doesn't."""

    def resolve(self, path: str) -> NoReturn:
        raise Resolver404({"path": path})


def only_for_links(route: str, included: tuple[Any, str | None, str | None]) -> OnlyForLinks:
    """What `path(route, include(…))` would be, for links alone."""
    patterns, app_name, namespace = included
    return OnlyForLinks(RoutePattern(route, is_endpoint=False), patterns, app_name=app_name, namespace=namespace)


def are_apart() -> bool:
    """Whether officers and candidates come to different hosts."""
    return host_of(settings.PORTAL_URL) != host_of(settings.RESULTS_URL)


def own_addresses(request: HttpRequest) -> frozenset[str]:
    """The first parts of addresses that only this host has, of those that this process serves at all.

    None on a host that is allowed but is neither site's.
    """
    host = split_domain_port(request.get_host())[0]
    sites = {host_of(settings.PORTAL_URL): PORTAL, host_of(settings.RESULTS_URL): RESULTS}
    return sites.get(host, frozenset()) & OF_SITE[settings.SITE]


def front_door(request: HttpRequest) -> str | None:
    """Where "/" leads; None where both doors have to be shown."""
    own = own_addresses(request) if are_apart() else OF_SITE[settings.SITE]
    doors = {PORTAL: "centres:administer_exams", RESULTS: "candidate_access:sign_in"}
    return reverse(doors[own]) if own in doors else None


def audience_of(request: HttpRequest) -> Audience:
    """Whose site a request is for: candidates', or that of officers and staff."""
    if settings.SITE is not Site.BOTH:
        return Audience(settings.SITE)
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
