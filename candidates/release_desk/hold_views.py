"""Stops and holds: placed at once by one person, ended by one or by two."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidates.holds.change import PERMISSION as STOP
from candidates.holds.change import end, needs_second_person, place
from candidates.holds.scope import reach_of, scope_of
from candidates.models import ChangeRequest, Hold, Series
from candidates.release_desk.forms import HoldForm, ReasonForm, ScopeForm
from candidates.release_desk.rows import desk_of
from candidates.release_desk.views import series_of
from candidates.second_person.exceptions import ChangeNotPossible
from centres.desk.staff_pages import frame, staff, staff_page
from results_portal.forms.guarded import readable

PARTS = ("series", "qualification", "syllabus", "centre", "candidate__centre", "made_by", "ended_by")
MOST_SHOWN = 200


@staff_page(STOP)
@require_POST
def stop(request: HttpRequest, series_slug: str) -> HttpResponse:
    """Stop results: one person, one step. It asks for no proof, for every minute counts."""
    series = series_of(series_slug)
    form = ScopeForm(request.POST, series=series, auto_id="stop_%s")
    if form.is_valid():
        try:
            stopped = place(
                kind=Hold.Kind.STOP, scope=form.scope(), reason=form.cleaned_data["reason"], by=staff(request)
            )
        except ChangeNotPossible as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, f"Stopped: {stopped.scope}. Nobody sees these results from now on.")
            return redirect("release_desk:desk", series_slug)
    context = frame(request, f"Release desk: {series.name}", desk=desk_of(series), stop_form=form, form=form)
    context |= {"may_change": False, "may_stop": True}
    return render(request, "candidates/release_desk/desk.html", context)


@staff_page(STOP)
@require_safe
def holds(request: HttpRequest) -> HttpResponse:
    """Every hold and stop, those in force first."""
    rows = Hold.objects.select_related(*PARTS).order_by("ended_at", "-pk")
    in_force = list(rows.filter(ended_at=None)[:MOST_SHOWN])
    ended = list(rows.exclude(ended_at=None).order_by("-ended_at")[:MOST_SHOWN])
    series = Series.objects.order_by("-pk")
    context = frame(request, "Holds", in_force=in_force, ended=ended, all_series=series)
    return render(request, "candidates/release_desk/holds.html", context)


@staff_page(STOP, proof=True)
@require_http_methods(["GET", "HEAD", "POST"])
def add_hold(request: HttpRequest, series_slug: str) -> HttpResponse:
    """A hold: written, shown with how many it covers, then placed."""
    series = series_of(series_slug)
    form = HoldForm(request.POST, series=series) if request.method == "POST" else HoldForm(series=series)
    context = frame(request, f"Hold results: {series.name}", form=form, series=series)
    if request.method != "POST" or not form.is_valid():
        return render(request, "candidates/release_desk/add_hold.html", context)
    scope = form.scope()
    if "confirm" not in request.POST:
        context |= {"reach": reach_of(scope), "sent": readable(request.POST)}
        return render(request, "candidates/release_desk/add_hold.html", context)
    words, reason = form.cleaned_data["words"], form.cleaned_data["reason"]
    try:
        held = place(kind=Hold.Kind.HOLD, scope=scope, words=words, reason=reason, by=staff(request))
    except ChangeNotPossible as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"Held: {held.scope}.")
    return redirect("release_desk:desk", series_slug)


@staff_page(STOP, proof=True)
@require_http_methods(["GET", "HEAD", "POST"])
def end_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """End a hold of one candidate, or ask a second person to end another one."""
    hold = Hold.objects.select_related(*PARTS).filter(pk=pk).first()
    if hold is None:
        raise Http404
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
    if request.method == "POST" and form.is_valid():
        return _end(request, hold, form.cleaned_data["reason"])
    context = frame(request, f"End a {hold.get_kind_display().lower()}", hold=hold, form=form)
    context |= {"reach": reach_of(scope_of(hold)), "by_two": needs_second_person(hold)}
    return render(request, "candidates/release_desk/end_hold.html", context)


def _end(request: HttpRequest, hold: Hold, reason: str) -> HttpResponse:
    try:
        done = end(hold=hold, reason=reason, by=staff(request))
    except ChangeNotPossible as why:
        messages.error(request, str(why))
        return redirect("release_desk:desk", hold.series.slug)
    if isinstance(done, ChangeRequest):
        messages.success(request, "Nothing has changed yet: a second person has to confirm this.")
        return redirect("release_desk:request", done.pk)
    messages.success(request, f"Ended: {done.scope}.")
    return redirect("release_desk:desk", hold.series.slug)
