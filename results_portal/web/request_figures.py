"""Counts requests: each page's for metrics, each site's for results day. Stands before everything that might answer."""

import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from results_portal.db import outage
from results_portal.metrics import counters, pool
from results_portal.monitoring import figures
from results_portal.monitoring.figures import PORTAL, RESULTS, Figure
from results_portal.web import sites


class RequestFigures:
    """What is neither site's, such as the health report and static files, isn't counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        first = sites.first_part(request.path_info)
        if first in sites.PORTAL | sites.RESULTS:
            _count(response, site=RESULTS if first in sites.RESULTS else PORTAL)
        return response


def _count(response: HttpResponseBase, *, site: str) -> None:
    """Who is asked to come back was counted in the lane."""
    figures.note(Figure.REQUESTS, site=site)
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        if outage.is_known():
            figures.note(Figure.WITHOUT_DATABASE, site=site)
    elif response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        figures.note(Figure.ERRORS, site=site)


# Pages are known by the name of their address, which is one of a few hundred.
STATIC, OTHER = "static", "other"


class Observed:
    """Counts and times each request. What is asked for by name of a page, never by its address or anything in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        page = page_of(request)
        counters.request_seconds.labels(page).observe(time.perf_counter() - began)
        counters.requests.labels(page, outcome_of(response.status_code)).inc()
        pool.look()
        return response


def page_of(request: HttpRequest) -> str:
    """The name of the address that was asked for; `other` where there is no such address, or nobody looked it up."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or OTHER
    return STATIC if request.path_info.startswith(settings.STATIC_URL) else OTHER


def outcome_of(status: int) -> str:
    """One of seven words."""
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return "limited" if status == HTTPStatus.TOO_MANY_REQUESTS else "busy"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "error"
    if status >= HTTPStatus.BAD_REQUEST:
        return "not found" if status == HTTPStatus.NOT_FOUND else "refused"
    return "redirect" if status >= HTTPStatus.MULTIPLE_CHOICES and status != HTTPStatus.NOT_MODIFIED else "ok"
