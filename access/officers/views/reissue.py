"""*Reissue passwords*: says for whom and what happens, and does it once that is confirmed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from access.granting.reissue import MOST_AT_ONCE, NothingToReissue, TooManyToReissue
from access.granting.reissue import reissue as reissue_passwords
from access.officers.forms.candidate_filter import CandidateFilter
from access.officers.forms.candidates import ReissueForm
from access.officers.messages import reissued
from access.officers.queries.candidate_rows import candidate_rows
from access.officers.scoping import for_centre, signed_in
from access.officers.views import chosen_candidates
from access.officers.views.chosen_candidates import TICKS_USED, list_address
from access.text import as_short_list
from candidates.models import Series
from centres.accounts.kept_forms import keeps_form
from centres.accounts.reauthentication import proof_needed
from centres.models import Centre
from centres.permissions import Permission


@keeps_form(shown_at="access:candidates")
@require_POST
@for_centre(Permission.REISSUE)
@proof_needed(back_to="access:candidates")
def reissue(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponseBase:
    """Ask back first. Only a form that says it is confirmed changes anything."""
    form = ReissueForm(request.POST)
    try:
        search = CandidateFilter(request.POST, rows=candidate_rows(series=series, centre=centre))
        numbers = chosen_candidates.numbers(form, search)
        if form.cleaned_data["confirmed"]:
            return _done(request, centre, series, numbers, search)
        return _confirmation(request, centre, series, numbers, search)
    except (chosen_candidates.NobodyChosen, NothingToReissue, TooManyToReissue) as why:
        messages.warning(request, str(why))
        return redirect("access:candidates", centre.number, series.slug)


def _confirmation(
    request: HttpRequest, centre: Centre, series: Series, numbers: frozenset[str], search: CandidateFilter
) -> HttpResponse:
    """Who gets a new password, by name, and what becomes of the old one."""
    rows = [row for row in search.rows if row.number in numbers]
    affected = [row for row in rows if row.has_letter]
    if not affected:
        raise NothingToReissue
    if len(affected) > MOST_AT_ONCE:
        raise TooManyToReissue
    context = {
        "centre": centre,
        "series": series,
        "rows": affected,
        "skipped": len(rows) - len(affected),
        "back_to": list_address(centre, series, search),
        "kept": search.query() if search.is_valid() else {},
    }
    return render(request, "access/officers/candidates/reissue.html", context)


def _done(
    request: HttpRequest, centre: Centre, series: Series, numbers: frozenset[str], search: CandidateFilter
) -> HttpResponse:
    """Reissue, and lead back to the list as it was, which offers the new letters."""
    candidates = centre.candidates.filter(series=series, number__in=numbers)
    count = reissue_passwords(series=series, centre=centre, candidates=candidates, by=signed_in(request))
    messages.success(request, reissued(count), extra_tags=TICKS_USED)
    return redirect(list_address(centre, series, search, reissued=as_short_list(numbers)))
