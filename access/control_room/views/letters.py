"""Taking the letters of several centres at once."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from access.control_room.filters import CentreFilter, NothingChosen, UnknownCentres, chosen
from access.control_room.letters_archive import NothingCurrent, letters_of_several
from access.control_room.rows import attached_centres
from access.control_room.scoping import for_associate
from access.officers.scoping import signed_in
from candidates.models import Series
from centres.accounts.reauthentication import is_fresh
from centres.accounts.waiting_downloads import ask_before_download
from centres.models import Associate
from centres.permissions import Permission
from results_portal.web.file_responses import came_from_our_own_pages, streamed_file


@require_GET
@for_associate(Permission.DOWNLOAD_LETTERS)
def letters(
    request: HttpRequest, *, associate: Associate, series: Series, may: frozenset[Permission]
) -> HttpResponseBase:
    """One zip with a folder for each chosen centre whose letters are current."""
    rows = attached_centres(associate=associate, series=series)
    room = reverse("control_room:overview", args=[associate.code, series.slug])
    back = f"{room}{CentreFilter(request.GET, rows=rows).address()}"
    if not came_from_our_own_pages(request):
        return redirect(room)
    try:
        picked = chosen(request.GET, rows)
        if not is_fresh(request):
            return ask_before_download(request, page=back)
        taken = letters_of_several(associate=associate, series=series, rows=picked, by=signed_in(request))
    except UnknownCentres:
        raise Http404("no such centre") from None
    except (NothingChosen, NothingCurrent) as why:
        messages.warning(request, str(why))
        return redirect(back)
    return streamed_file(taken.pieces(), name=taken.name, content_type="application/zip")
