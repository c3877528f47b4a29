"""Staff's pages for rehearsals: which there are, making one, removing one."""

from hashlib import sha256

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from access.rehearsals.forms import RehearsalForm
from access.rehearsals.jobs import ask_to_make, ask_to_remove, is_under_way, jobs
from access.rehearsals.remove import RemovalEffect, effect_of_removal
from access.rehearsals.rows import rows_of
from candidates.models import Series
from candidates.rehearsals.make import PERMISSION
from candidates.rehearsals.places import TooManyCandidates
from candidates.rehearsals.plan import RehearsalPlan, plan_of
from candidates.release_desk.rows import instant_in_words
from candidates.release_desk.views import zones
from centres.desk.staff_pages import frame, staff, staff_page
from results_portal.forms.guarded import readable

PER_PAGE = 50
# So many centres of a preview are listed.
LISTED = 20
METHODS = ["GET", "HEAD", "POST"]
CHANGED = "Something has changed since this was shown. Nothing was done. Look at it again."


@staff_page(PERMISSION)
@require_safe
def all_rehearsals(request: HttpRequest) -> HttpResponse:
    """Every rehearsal, and what is being made or removed."""
    told = jobs()
    under_way = {job.name for job in told if job.is_under_way}
    page = Paginator(Series.objects.filter(is_rehearsal=True).order_by("-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = rows_of(list(page.object_list), under_way=under_way)
    context = frame(request, "Rehearsals", page=page, rows=rows, jobs=told, working=bool(under_way))
    return render(request, "access/rehearsals/all_rehearsals.html", context)


@staff_page(PERMISSION, proof=True)
@require_http_methods(METHODS)
def make(request: HttpRequest) -> HttpResponse:
    """The form, then what will be written, then it is made in the background."""
    form = RehearsalForm(request.POST if request.method == "POST" else None)
    plan = _plan(form)
    if plan and "confirm" in request.POST:
        if request.POST.get("seen") == plan.digest:
            ask_to_make(form.wanted, seen=plan.digest, by=staff(request))
            messages.success(request, f"{plan.name} is being made. You can leave this page.")
            return redirect("rehearsals:all_rehearsals")
        messages.warning(request, CHANGED)
    context = frame(request, "Make a rehearsal", form=form, plan=plan, zones=zones())
    if plan:
        context |= {
            "sent": readable(request.POST),
            "opens": instant_in_words(plan.opens_at),
            "listed": plan.centres[:LISTED],
            "more": max(0, len(plan.centres) - LISTED),
        }
    return render(request, "access/rehearsals/make.html", context)


@staff_page(PERMISSION, proof=True)
@require_http_methods(METHODS)
def remove(request: HttpRequest, series_slug: str) -> HttpResponse:
    """What goes with a rehearsal; confirmed, it goes in the background."""
    series = Series.objects.filter(slug=series_slug, is_rehearsal=True).first()
    if series is None:
        raise Http404("no such rehearsal")
    if is_under_way(series.name):
        messages.info(request, f"{series.name} is being removed already.")
        return redirect("rehearsals:all_rehearsals")
    effect = effect_of_removal(series)
    if "confirm" in request.POST:
        if request.POST.get("seen") == _digest(effect):
            ask_to_remove(series, by=staff(request))
            messages.success(request, f"{series.name} is being removed. You can leave this page.")
            return redirect("rehearsals:all_rehearsals")
        messages.warning(request, CHANGED)
    context = frame(request, f"Remove {series.name}", series=series, effect=effect, seen=_digest(effect))
    return render(request, "access/rehearsals/remove.html", context)


def _plan(form: RehearsalForm) -> RehearsalPlan | None:
    """What a valid form would write; None, with its errors, where nothing can be written."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return plan_of(form.wanted)
    except TooManyCandidates as why:
        form.add_error("candidates", str(why))
        return None


def _digest(effect: RemovalEffect) -> str:
    return sha256(repr(effect).encode()).hexdigest()[:32]
