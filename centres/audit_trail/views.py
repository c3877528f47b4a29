"""The audit trail's page and file, for heads of centre."""

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from centres.audit_trail.csv_export import trail_lines
from centres.audit_trail.trail import TrailFilter, line_of
from centres.models import Centre
from centres.permissions import Permission
from centres.permissions.scoping import for_centre, signed_in
from results_portal import audit

PAGE = 50


@require_safe
@for_centre(Permission.READ_AUDIT)
def trail(request: HttpRequest, *, centre: Centre) -> HttpResponse:
    """What was done for the centre, newest first, fifty at a time."""
    chosen = TrailFilter(request.GET, centre=centre)
    page = Paginator(chosen.found(), PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "centre": centre,
        "form": chosen,
        "page": page,
        "lines": [line_of(entry, centre=centre) for entry in page],
    }
    return render(request, "centres/audit_trail/trail.html", context)


@require_GET
@for_centre(Permission.READ_AUDIT)
def trail_csv(request: HttpRequest, *, centre: Centre) -> HttpResponseBase:
    """The entries found, as a CSV file. That it was taken is recorded, with what was asked for."""
    chosen = TrailFilter(request.GET, centre=centre)
    if not chosen.is_valid():
        return redirect(f"{reverse('centres:audit', args=[centre.number])}?{request.GET.urlencode()}")
    last = chosen.found().values_list("position", flat=True).first() or 0
    with transaction.atomic():
        audit.record("export audit trail", by=signed_in(request), centre_number=centre.number, details=chosen.query())
    # Up to the newest entry found before: the file doesn't hold its own export.
    lines = trail_lines(chosen.found().filter(position__lte=last), centre=centre)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{centre.number}-audit.csv"'
    return response
