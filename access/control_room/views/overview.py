"""The control room: every centre that is attached to an Associate, on one page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.control_room.filters import CentreFilter
from access.control_room.rows import attached_centres, totals_of
from access.control_room.scoping import for_associate
from candidates.models import Series
from centres.models import Associate
from centres.permissions import Permission
from letters.batches.worker_presence import workers_running

PAGE = 25


@require_safe
@for_associate(Permission.VIEW_ACCESS)
def overview(request: HttpRequest, *, associate: Associate, series: Series, may: frozenset[Permission]) -> HttpResponse:
    """How every attached centre stands, found, ordered and paged."""
    rows = attached_centres(associate=associate, series=series)
    chosen = CentreFilter(request.GET, rows=rows)
    found = chosen.found()
    page = Paginator(found, PAGE).get_page(request.GET.get("page", "1"))
    totals = totals_of(rows)
    context = {
        "associate": associate,
        "series": series,
        "filter": chosen,
        "totals": totals,
        "found": len(found),
        "page": page,
        "here": f"{request.path}{chosen.address(page=page.number)}",
        "no_worker": bool(totals.making) and not workers_running(),
        "may_change": Permission.CHANGE_ACCESS in may,
        "may_download": Permission.DOWNLOAD_LETTERS in may,
        "selectable": bool(may & {Permission.CHANGE_ACCESS, Permission.DOWNLOAD_LETTERS}),
    }
    return render(request, "access/control_room/overview.html", context)
