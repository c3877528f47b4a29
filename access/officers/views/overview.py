"""*Candidate Results Website*: who has access, the letters, what happens when, and whom candidates ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.granting.undo import undo_offer
from access.letters.batch_status import letters_status
from access.letters.download_history import downloads_summary
from access.officers.queries.overview import overview_of
from access.officers.scoping import for_centre, signed_in
from access.result_changes.lines import lines_of
from candidates.models import Series
from centres.models import Centre
from centres.permissions import Permission, permissions_for


@require_safe
@for_centre(Permission.VIEW_ACCESS)
def overview(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """Who has access, the letters, what happens when, and whom candidates ask."""
    may_change = Permission.CHANGE_ACCESS in permissions_for(signed_in(request), centre)
    found = overview_of(series=series, centre=centre)
    context = {
        "centre": centre,
        "series": series,
        "overview": found,
        "letters": letters_status(series=series, centre=centre, user=signed_in(request)),
        "downloads": downloads_summary(series=series, centre=centre),
        "may_change": may_change,
        "has_result_changes": lines_of(series=series, centre=centre, delay=found.settings.delay).exists(),
        "undo": undo_offer(found.settings) if may_change else None,
    }
    return render(request, "access/officers/overview/overview.html", context)
