"""Pages that belong to no room: the way in, the health report, and the pages for when something is wrong."""

import sys
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from results_portal.db import outage
from results_portal.monitoring import health
from results_portal.web import sites
from results_portal.web.lanes import BUSY, busy_page


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Through the door of the site that was asked for; on a host that serves both, a page with both doors."""
    door = sites.front_door(request)
    return redirect(door) if door else render(request, "home.html")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """That the process answers, for whoever would restart it otherwise."""
    return JsonResponse({"status": "alive"})


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether requests are to be sent here: 200, or 503. Names what is wrong; staff read more of it on their desk."""
    report = health.latest_report()
    state = health.readiness(report)
    told = {name: "failing" if problem else "ok" for name, problem in report.items()}
    status = HTTPStatus.SERVICE_UNAVAILABLE if state is health.Readiness.NOT_READY else HTTPStatus.OK
    return JsonResponse({"status": state, "checks": told}, status=status)


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


# The pages below render without the request: no session, no user and no query, for these may be what is wrong.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(_page(request, "400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The exception's text says what the person's role doesn't cover; it is empty where nothing more can be said."""
    return HttpResponse(_page(request, "403.html", reason=str(exception)), status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without its token: most often the sign-in ended meanwhile, or cookies are switched off."""
    return HttpResponse(_page(request, "403_csrf.html"), status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(_page(request, "404.html"), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke: if it was only the database that can't answer now, the page returns by itself."""
    if outage.note(sys.exception()):
        return busy_page(request, BUSY)
    return HttpResponse(_page(request, "500.html"), status=500)


def _page(request: HttpRequest, template: str, **context: str) -> str:
    """Of the request, only which site it is for."""
    return render_to_string(template, {**context, "audience": sites.audience_of(request)})
