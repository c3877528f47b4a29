"""Letters on the officer's page: how far they are, what was taken, *Try again* and *Stop*."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from access.letters.batch_requests import try_again
from access.letters.batch_status import letters_status
from access.letters.download_history import downloads_summary, line_of
from access.officers.queries.overview import overview_of
from access.officers.scoping import for_centre, signed_in
from candidates.models import Series
from centres.models import Centre
from centres.permissions import Permission, permissions_for
from letters.batches.lifecycle import NothingToCancel, cancel
from letters.downloads import log

LINES = 50


@require_safe
@for_centre(Permission.VIEW_ACCESS)
def progress(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """The part of the page that tells how far the letters are; the page asks for it every second."""
    letters = letters_status(series=series, centre=centre, user=signed_in(request))
    context = {"letters": letters, "centre": centre, "series": series}
    if request.GET.get("shown") != letters.stage.name:
        # Who has a password has changed too, and a screen reader is told.
        context |= {
            "news": True,
            "overview": overview_of(series=series, centre=centre),
            "downloads": downloads_summary(series=series, centre=centre),
            "may_change": Permission.CHANGE_ACCESS in permissions_for(signed_in(request), centre),
        }
    return render(request, "access/officers/letters/_state.html", context)


@require_safe
@for_centre(Permission.VIEW_ACCESS)
def taken(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """Everything that was taken, newest first."""
    page = Paginator(log.downloads_of(series=series, centre=centre), LINES).get_page(request.GET.get("page", "1"))
    context = {
        "centre": centre,
        "series": series,
        "page": page,
        "lines": [line_of(one) for one in page],
    }
    return render(request, "access/officers/letters/download_history.html", context)


@require_POST
@for_centre(Permission.DOWNLOAD_LETTERS)
def again(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """Ask once more for letters that failed or were stopped."""
    try_again(series=series, centre=centre, by=signed_in(request))
    return redirect("access:overview", centre.number, series.slug)


@require_POST
@for_centre(Permission.DOWNLOAD_LETTERS)
def stop(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """Stop making letters."""
    try:
        cancel(series=series, centre=centre, by=signed_in(request))
    except NothingToCancel as why:
        messages.info(request, str(why))
    return redirect("access:overview", centre.number, series.slug)
