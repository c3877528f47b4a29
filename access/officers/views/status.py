"""*Edit status*: who has access, and whom candidates can ask."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from access.granting.access_status import preview_settings, save_settings
from access.granting.changes import settings_of
from access.granting.exceptions import ChangeRefused, StaleSettings, UnknownCandidates
from access.granting.preview import ChangePreview
from access.models import AccessSettings, Status
from access.officers.forms.candidate_filter import CandidateFilter
from access.officers.forms.status import StatusForm
from access.officers.messages import saved
from access.officers.queries.candidate_rows import CandidateRow, candidate_rows
from access.officers.queries.overview import earlier_contact, earlier_selection, holders_of
from access.officers.reauthentication import proof_at_large_centres
from access.officers.scoping import for_centre, signed_in
from access.officers.views.effects.preview_page import is_to_be_shown, preview_page
from access.text import as_short_list
from candidates.models import Series
from centres.accounts.kept_forms import keeps_form, typed_before
from centres.models import Centre
from centres.permissions import Permission

# A longer list is loaded when somebody chooses *Selected candidates*, a page at a time.
LISTED_AT_ONCE = 100


@keeps_form()
@require_http_methods(["GET", "HEAD", "POST"])
@for_centre(Permission.CHANGE_ACCESS)
@proof_at_large_centres
def status(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """Choose who has access, and whom candidates ask."""
    if request.method != "POST":
        return _status_page(request, centre, series, _typed_form(request, centre, series))
    form = StatusForm(request.POST, rows=candidate_rows(series=series, centre=centre))
    if not form.is_valid() or form.goes_back:
        return _status_page(request, centre, series, form)
    return _changed(request, form, centre, series) or _status_page(request, centre, series, form)


def _changed(request: HttpRequest, form: StatusForm, centre: Centre, series: Series) -> HttpResponse | None:
    """Save what a valid form says, or show what it will change; None, with an error on the form, where refused."""
    try:
        preview = _preview(form, centre, series)
        if is_to_be_shown(preview, form):
            back_to = reverse("access:overview", args=[centre.number, series.slug])
            sent = form.sent_again(version=preview.version)
            return preview_page(request, preview, sent=sent, back_to=back_to, form=form)
        settings = _save(request, form, centre, series)
    except UnknownCandidates:
        raise Http404("no such candidate") from None
    except StaleSettings as stale:
        form.catch_up(stale.settings)
        form.add_error(None, str(stale))
        return None
    except ChangeRefused as refused:
        form.add_error("candidates", str(refused))
        return None
    messages.success(request, saved(settings, holders=holders_of(settings)))
    return redirect("access:overview", centre.number, series.slug)


def _typed_form(request: HttpRequest, centre: Centre, series: Series) -> StatusForm | None:
    """The form as it was sent when the session or the proof had run out."""
    typed = typed_before(request)
    if typed is None:
        return None
    form = StatusForm(typed, rows=candidate_rows(series=series, centre=centre))
    form.full_clean()
    return form


def _preview(form: StatusForm, centre: Centre, series: Series) -> ChangePreview:
    clean = form.cleaned_data
    return preview_settings(
        series=series,
        centre=centre,
        status=clean["status"],
        deals_with_queries=clean["deals_with_queries"],
        contact=form.contact(),
        selection=form.selection(),
    )


def _save(request: HttpRequest, form: StatusForm, centre: Centre, series: Series) -> AccessSettings:
    clean = form.cleaned_data
    return save_settings(
        series=series,
        centre=centre,
        status=clean["status"],
        deals_with_queries=clean["deals_with_queries"],
        contact=form.contact(),
        selection=form.selection(),
        version=clean["version"],
        by=signed_in(request),
    )


@require_safe
@for_centre(Permission.CHANGE_ACCESS)
def choose(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """The list of candidates to choose from: a part of *Edit status* that is loaded when it is needed."""
    search = CandidateFilter(request.GET, rows=candidate_rows(series=series, centre=centre))
    return render(request, "access/officers/status/_choose_list.html", _choice(request, centre, series, search, set()))


def _status_page(request: HttpRequest, centre: Centre, series: Series, form: StatusForm | None = None) -> HttpResponse:
    settings = settings_of(series=series, centre=centre)
    rows = form.rows if form else candidate_rows(series=series, centre=centre)
    ticked = form.ticked() if form else _ticked_at_first(settings, rows)
    earlier = None
    if form is None and not settings.contact.known:
        earlier = earlier_contact(settings)
    form = form or StatusForm.for_settings(settings, rows=rows, earlier=earlier)
    choice = _choice(request, centre, series, CandidateFilter(QueryDict(), rows=rows), ticked)
    shows_list = len(rows) <= LISTED_AT_ONCE or form["status"].value() == Status.SELECTED
    listed = {row.number for row, _ticked in choice["rows"]} if shows_list else set()
    form.keep_in_text(ticked - listed)
    context = choice | {
        "form": form,
        "earlier": earlier,
        "shows_list": shows_list,
        "eligible": sum(row.can_be_selected for row in rows),
        "holders": sum(row.allowed for row in rows),
    }
    return render(request, "access/officers/status/status.html", context)


def _choice(
    request: HttpRequest, centre: Centre, series: Series, search: CandidateFilter, ticked: set[str]
) -> dict[str, Any]:
    """The list to choose from, a page at a time; `found` names everyone whom the filter finds."""
    found = search.found()
    page = Paginator(found, LISTED_AT_ONCE).get_page(request.GET.get("page", "1"))
    return {
        "centre": centre,
        "series": series,
        "filter": search,
        "total": len(search.rows),
        "page": page,
        "rows": [(row, row.number in ticked) for row in page],
        "found": as_short_list(row.number for row in found if row.can_be_selected),
    }


def _ticked_at_first(settings: AccessSettings, rows: list[CandidateRow]) -> set[str]:
    """Whoever has access now, so that nobody loses it unasked; under *No candidates* the ticks of an earlier time."""
    if settings.status == Status.NONE:
        return earlier_selection(settings)
    return {row.number for row in rows if row.allowed}
