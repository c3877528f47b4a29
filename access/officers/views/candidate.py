"""One candidate: entries, access, letters, messages, sign-ins and the trail. Never a grade."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.granting.changes import settings_of
from access.officers.queries.candidate_page import candidate_page
from access.officers.scoping import for_centre, signed_in
from candidates.instants import place_of
from candidates.models import Series
from centres.models import Centre
from centres.permissions import Permission, permissions_for


@require_safe
@for_centre(Permission.VIEW_ACCESS)
def candidate(request: HttpRequest, *, centre: Centre, series: Series, number: str) -> HttpResponse:
    """Everything about one candidate that an officer may see."""
    may = permissions_for(signed_in(request), centre)
    page = candidate_page(series=series, centre=centre, number=number, with_trail=Permission.READ_AUDIT in may)
    if page is None:
        raise Http404("no such candidate")
    context = {
        "centre": centre,
        "series": series,
        "page": page,
        "row": page.row,
        "settings": settings_of(series=series, centre=centre),
        "place": place_of(centre),
        "may_change": Permission.CHANGE_ACCESS in may,
        "may_print": Permission.DOWNLOAD_LETTERS in may,
        "may_send": Permission.SEND_LETTERS in may,
        "may_reissue": Permission.REISSUE in may,
    }
    return render(request, "access/officers/candidate/candidate.html", context)
