"""Counts requests and errors of each site. Stands before everything that might answer."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from results_portal.db import outage
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
