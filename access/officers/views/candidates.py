"""*View candidates*: everyone's state, finding them, giving and taking away access, and the list as a file."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from access.granting.exceptions import ChangeRefused, UnknownCandidates
from access.granting.selection import change_selection
from access.models import Status
from access.officers.candidate_csv import as_csv
from access.officers.forms.candidate_filter import CandidateFilter
from access.officers.forms.candidates import FOUND, SELECT, BulkForm
from access.officers.messages import selection_changed
from access.officers.queries.candidate_rows import Row, rows_of
from access.officers.queries.overview import settings_of
from access.officers.reauthentication import lacks_proof
from access.officers.scoping import for_centre, signed_in
from candidates.instants import place_of
from candidates.models import Series
from centres.accounts.reauthentication import ask_for_proof
from centres.models import Centre
from centres.permissions import Permission, permissions_for
from results_portal import audit

PAGE = 200
# Digits of a page's number: more would make an address that no browser is sent to.
LONGEST_PAGE = 6


@require_http_methods(["GET", "HEAD", "POST"])
def candidates(request: HttpRequest, **address: Any) -> HttpResponseBase:
    """Looking needs one permission, changing another."""
    return _change(request, **address) if request.method == "POST" else _show(request, **address)


@require_GET
@for_centre(Permission.VIEW_ACCESS)
def export(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """The candidates found, as a CSV file. That it was taken is recorded."""
    chosen = CandidateFilter(request.GET, rows=rows_of(series=series, centre=centre))
    found = chosen.found()
    with transaction.atomic():
        audit.record(
            "export candidates",
            by=signed_in(request),
            centre_number=centre.number,
            series=series.slug,
            details={"candidates": len(found)},
        )
    response = HttpResponse(as_csv(found, centre=centre), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{centre.number}-{series.slug}-candidates.csv"'
    return response


@for_centre(Permission.VIEW_ACCESS)
def _show(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    chosen = CandidateFilter(request.GET, rows=rows_of(series=series, centre=centre))
    return _page(request, centre, series, chosen, page=request.GET.get("page", "1"))


@for_centre(Permission.CHANGE_ACCESS)
def _change(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    chosen = CandidateFilter(request.POST, rows=rows_of(series=series, centre=centre))
    form = BulkForm(request.POST)
    page = request.POST.get("page", "1")
    back = _back_to(centre, series, chosen, page)
    problem = _problem(form, chosen)
    if not problem and lacks_proof(request, candidates=len(_numbers(form, chosen))):
        return ask_for_proof(request, back_to=back)
    problem = problem or _apply(request, form, chosen, centre, series)
    if problem:
        messages.error(request, problem)
        return _page(request, centre, series, chosen, page=page, form=form)
    return redirect(back)


def _back_to(centre: Centre, series: Series, chosen: CandidateFilter, page: str) -> str:
    """The list as it was; from its beginning, without what can't be understood."""
    address = reverse("access:candidates", args=[centre.number, series.slug])
    further = page.isdecimal() and page != "1" and len(page) <= LONGEST_PAGE
    return address + (chosen.address(**({"page": page} if further else {})) if chosen.is_valid() else "")


def _problem(form: BulkForm, chosen: CandidateFilter) -> str:
    """What keeps the form from being acted on, in words; nothing if it can be."""
    if not form.is_valid():
        return " ".join(sorted({str(error) for errors in form.errors.values() for error in errors}))
    if form.cleaned_data["scope"] == FOUND:
        return "" if chosen.is_valid() else "The filter can't be understood. Choose it again."
    return "" if form.cleaned_data["candidates"] else "Tick at least one candidate first."


def _numbers(form: BulkForm, chosen: CandidateFilter) -> frozenset[str]:
    """Whom a sound form is about."""
    ticked: frozenset[str] = form.cleaned_data["candidates"]
    if form.cleaned_data["scope"] != FOUND:
        return ticked
    return frozenset(row.number for row in chosen.found() if row.can_be_selected)


def _apply(request: HttpRequest, form: BulkForm, chosen: CandidateFilter, centre: Centre, series: Series) -> str:
    """Do what a sound form asks, and say so; the reason if it is refused."""
    clean = form.cleaned_data
    try:
        outcome = change_selection(
            series=series,
            centre=centre,
            **{"select" if clean["action"] == SELECT else "deselect": _numbers(form, chosen)},
            version=clean["version"],
            by=signed_in(request),
        )
    except UnknownCandidates:
        raise Http404("no such candidate") from None
    except ChangeRefused as refused:
        return str(refused)
    messages.success(request, selection_changed(outcome))
    return ""


def _page(
    request: HttpRequest,
    centre: Centre,
    series: Series,
    chosen: CandidateFilter,
    *,
    page: str,
    form: BulkForm | None = None,
) -> HttpResponse:
    found = chosen.found()
    shown = Paginator(found, PAGE, orphans=10).get_page(page)
    settings = settings_of(series=series, centre=centre)
    ticked = form.sent("candidates") if form else set()
    permissions = permissions_for(signed_in(request), centre)
    may_change = Permission.CHANGE_ACCESS in permissions
    context = {
        "centre": centre,
        "series": series,
        "settings": settings,
        "place": place_of(centre),
        "filter": chosen,
        "total": len(chosen.rows),
        "page": shown,
        "pages": [
            (number, chosen.address(page=number) if isinstance(number, int) else "")
            for number in shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1)
        ],
        "rows": [(row, row.number in ticked) for row in shown],
        "found": len(found),
        "can_bulk": may_change and settings.status != Status.NONE and _any(found),
        "may_change": may_change,
        "may_print": Permission.DOWNLOAD_LETTERS in permissions,
        "may_reissue": Permission.REISSUE in permissions,
    }
    return render(request, "access/officers/candidates/candidates.html", context)


def _any(found: list[Row]) -> bool:
    return any(row.can_be_selected for row in found)
