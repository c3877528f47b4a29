"""How the service is doing, for staff to watch while results open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.results_day.charts import charts, last_full_minutes
from access.results_day.openings import openings
from access.results_day.work import work_now
from candidates import instants
from candidates.embargo import clock
from centres.accounts.session_timeout import BY_ITSELF
from centres.desk.staff_pages import frame, staff_page
from results_portal.monitoring.minutes import last_minutes

PERMISSION = "results_portal.view_minutefigure"
# How often the page asks for itself: with JavaScript for what changes, without it as a whole.
REFRESHED_EVERY_SECONDS, RELOADED_EVERY_SECONDS = 10, 30


@staff_page(PERMISSION)
@require_safe
def results_day(request: HttpRequest) -> HttpResponse:
    """Charts of the last three hours, what waits, what opened and what opens next. Says nothing of anybody."""
    now = clock.now()
    minutes = last_full_minutes(now)
    context = frame(
        request,
        "Results day",
        charts=charts(last_minutes(minutes[0]), minutes=minutes),
        work=work_now(now),
        openings=openings(now),
        now=f"{now.astimezone(instants.UK):%H:%M:%S}",
        is_live=request.GET.get("live") != "no",
        by_itself=BY_ITSELF,
        refreshed_every=REFRESHED_EVERY_SECONDS,
        reloaded_every=RELOADED_EVERY_SECONDS,
    )
    return render(request, "access/results_day/results_day.html", context)
