"""The calendar of all openings, as a page and as a file."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from candidates.calendar.forms import CalendarForm
from candidates.calendar.icalendar import as_icalendar
from candidates.calendar.openings import calendar_lines
from candidates.instants import place_of
from centres.desk.staff_pages import frame, staff, staff_page
from results_portal import audit

VIEW = "candidates.view_release"


@staff_page(VIEW)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Every opening in UTC, in UK time, and on the clocks of a centre that is asked for."""
    form = CalendarForm(request.GET)
    centre = form.chosen
    lines = calendar_lines(centre=centre) if form.is_valid() else []
    context = frame(request, "Calendar", form=form, centre=centre, lines=lines, query=form.address())
    context["place"] = place_of(centre) if centre else ""
    return render(request, "candidates/calendar/calendar.html", context)


@staff_page(VIEW)
@require_GET
def calendar_file(request: HttpRequest) -> HttpResponse:
    """The same as an iCalendar file."""
    centre = CalendarForm(request.GET).chosen
    with transaction.atomic():
        audit.record("export calendar", by=staff(request), details={"centre": centre.number if centre else ""})
    content = as_icalendar(calendar_lines(centre=centre), made_at=timezone.now(), host=request.get_host())
    disposition = {"Content-Disposition": 'attachment; filename="releases.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=disposition)
