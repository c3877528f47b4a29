"""*View candidates*: everyone's state, finding them, giving and taking away access, and the list as a file."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from access.granting.changes import settings_of
from access.granting.exceptions import ChangeRefused, UnknownCandidates
from access.granting.selection import change_selection, preview_selection
from access.granting.undo import undo_offer
from access.models import Status
from access.officers.candidate_export import XLSX, as_csv, as_xlsx
from access.officers.forms.candidate_filter import CandidateFilter
from access.officers.forms.candidates import SELECT, BulkForm
from access.officers.forms.pasted_numbers import read_numbers
from access.officers.messages import selection_changed
from access.officers.queries.candidate_rows import CandidateRow, candidate_rows
from access.officers.reauthentication import lacks_proof
from access.officers.scoping import for_centre, signed_in
from access.officers.views import chosen_candidates
from access.officers.views.chosen_candidates import TICKS_USED, list_address
from access.officers.views.effects.preview_page import is_to_be_shown, preview_page
from candidates.instants import place_of
from candidates.models import Series
from centres.accounts.kept_forms import keeps_form, typed_before
from centres.accounts.reauthentication import ask_for_proof
from centres.models import Centre
from centres.permissions import Permission, permissions_for
from results_portal import audit

PAGE = 100
# Digits of a page's number: more would make an address that no browser is sent to.
LONGEST_PAGE = 6
LONGEST_LIST = 4_000
# The columns of the table: by which order, heading.
COLUMNS = (
    ("number", "Candidate"),
    ("name", "Name"),
    ("group", "Group"),
    ("", "Qualifications"),
    ("state", "Access"),
    ("signed-in", "Signed in"),
    ("seen", "Saw results"),
    ("", "Letter"),
)


@keeps_form()
@require_http_methods(["GET", "HEAD", "POST"])
def candidates(request: HttpRequest, **address: Any) -> HttpResponseBase:
    """Looking needs one permission, changing another."""
    return _change(request, **address) if request.method == "POST" else _show(request, **address)


@require_GET
@for_centre(Permission.VIEW_ACCESS)
def export_csv(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """The candidates found, as a CSV file."""
    found = _exported(request, centre, series)
    response = HttpResponse(as_csv(found, centre=centre, series=series), content_type="text/csv; charset=utf-8")
    return _as_file(response, f"{centre.number}-{series.slug}-candidates.csv")


@require_GET
@for_centre(Permission.VIEW_ACCESS)
def export_xlsx(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """The candidates found, as a workbook."""
    found = _exported(request, centre, series)
    response = HttpResponse(as_xlsx(found, centre=centre, series=series), content_type=XLSX)
    return _as_file(response, f"{centre.number}-{series.slug}-candidates.xlsx")


def _exported(request: HttpRequest, centre: Centre, series: Series) -> list[CandidateRow]:
    """The candidates found. That they are taken is recorded."""
    search = CandidateFilter(request.GET, rows=candidate_rows(series=series, centre=centre))
    found = search.found()
    with transaction.atomic():
        audit.record(
            "export candidates",
            by=signed_in(request),
            centre_number=centre.number,
            series=series.slug,
            details={"candidates": len(found)},
        )
    return found


def _as_file(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_centre(Permission.VIEW_ACCESS)
def _show(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    typed = typed_before(request)
    asked = typed or request.GET
    search = CandidateFilter(asked, rows=candidate_rows(series=series, centre=centre))
    form = BulkForm(typed) if typed else None
    return _page(request, centre, series, search, page=asked.get("page", "1"), form=form)


@for_centre(Permission.CHANGE_ACCESS)
def _change(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    search = CandidateFilter(request.POST, rows=candidate_rows(series=series, centre=centre))
    form = BulkForm(request.POST)
    page = request.POST.get("page", "1")
    back = _back_to(centre, series, search, page)
    if form.goes_back:
        return _page(request, centre, series, search, page=page, form=form)
    try:
        numbers = chosen_candidates.numbers(form, search, only_selectable=True)
        if lacks_proof(request, candidates=len(numbers)):
            return ask_for_proof(request, back_to=back)
        wanted = _wanted(form, numbers)
        preview = preview_selection(series=series, centre=centre, **wanted)
        if is_to_be_shown(preview, form):
            sent = [*search.query().items(), *form.sent_again(version=preview.version), ("page", page)]
            return preview_page(request, preview, form=form, sent=sent, back_to=back)
        version = form.cleaned_data["version"]
        outcome = change_selection(series=series, centre=centre, version=version, by=signed_in(request), **wanted)
    except UnknownCandidates:
        raise Http404("no such candidate") from None
    except (chosen_candidates.NobodyChosen, ChangeRefused) as why:
        messages.error(request, str(why))
        return _page(request, centre, series, search, page=page, form=form)
    messages.success(request, selection_changed(outcome), extra_tags=TICKS_USED)
    return redirect(back)


def _wanted(form: BulkForm, numbers: frozenset[str]) -> dict[str, frozenset[str]]:
    """What a sound form asks for these candidates."""
    return {"select" if form.cleaned_data["action"] == SELECT else "deselect": numbers}


def _back_to(centre: Centre, series: Series, search: CandidateFilter, page: str) -> str:
    """The list as it was, on the same page."""
    further = page.isdecimal() and page != "1" and len(page) <= LONGEST_PAGE
    if further:
        return list_address(centre, series, search, page=page)
    return list_address(centre, series, search)


def _page(
    request: HttpRequest,
    centre: Centre,
    series: Series,
    search: CandidateFilter,
    *,
    page: str,
    form: BulkForm | None = None,
) -> HttpResponse:
    found = search.found()
    shown = Paginator(found, PAGE, orphans=10).get_page(page)
    settings = settings_of(series=series, centre=centre)
    ticked = form.sent("candidates") if form else set()
    permissions = permissions_for(signed_in(request), centre)
    may_change = Permission.CHANGE_ACCESS in permissions
    context = {
        "centre": centre,
        "series": series,
        "new_letters": _new_letters(request, search),
        "columns": COLUMNS,
        "settings": settings,
        "place": place_of(centre),
        "filter": search,
        "total": len(search.rows),
        "page": shown,
        "rows": [(row, row.number in ticked) for row in shown],
        "ticked_elsewhere": sorted(ticked - {row.number for row in shown}),
        "found": len(found),
        "can_bulk": may_change and settings.status != Status.NONE and _any(found),
        "may_change": may_change,
        "undo": undo_offer(settings) if may_change else None,
        "may_print": Permission.DOWNLOAD_LETTERS in permissions,
        "may_reissue": Permission.REISSUE in permissions,
    }
    return render(request, "access/officers/candidates/candidates.html", context)


def _any(found: list[CandidateRow]) -> bool:
    return any(row.can_be_selected for row in found)


def _new_letters(request: HttpRequest, search: CandidateFilter) -> list[CandidateRow]:
    """Whose passwords were reissued a moment ago, as the address says: their letters are the next thing to print."""
    try:
        numbers = read_numbers(request.GET.get("reissued", "")[:LONGEST_LIST])
    except ValidationError:
        return []
    return [row for row in search.rows if row.number in numbers.everyone and row.has_letter]
