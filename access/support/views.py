"""Support's pages: a centre, a centre in one series, a candidate, an officer; and unlocking a username."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from access.granting.changes import settings_of
from access.models import Credential
from access.support.candidate_facts import candidate_facts
from access.support.centre_facts import centre_facts, centre_series_facts
from access.support.finders import READ
from access.support.forms import CandidateSearchForm
from access.support.officer_facts import officer_facts
from access.support.unlock import PERMISSION as UNLOCK
from access.support.unlock import NotLocked, unlock_username
from access.support.view_as import PERMISSION as VIEW_AS
from access.support.view_as import view_as_candidate
from candidates.instants import place_of
from candidates.models import Candidate, Series
from centres.desk.staff_pages import frame, staff, staff_page
from centres.models import Centre, User

# What leads to the pages that move, rename, merge, close and withdraw.
CHANGE_CENTRE, CHANGE_CANDIDATE = "centres.merge_centre", "candidates.move_candidate"


@staff_page(READ)
@require_safe
def support(request: HttpRequest) -> HttpResponse:
    """Where a question begins: whom is it about?"""
    return render(request, "access/support/support.html", frame(request, "Support"))


@staff_page(READ)
@require_safe
def centre(request: HttpRequest, centre_number: str) -> HttpResponse:
    """A centre, its people and its series."""
    found = _centre(centre_number)
    context = frame(request, str(found), facts=centre_facts(found))
    context["may_change"] = staff(request).has_perm(CHANGE_CENTRE)
    return render(request, "access/support/centre.html", context)


@staff_page(READ)
@require_safe
def centre_series(request: HttpRequest, centre_number: str, series_slug: str) -> HttpResponse:
    """A centre in one series: access, letters, releases, and its candidates by a search."""
    found = _centre(centre_number)
    series = Series.objects.filter(slug=series_slug).first()
    if series is None:
        raise Http404("no such series")
    form = CandidateSearchForm(request.GET)
    facts = centre_series_facts(centre=found, series=series, asked=form.asked)
    title = f"{found}: {series.name}"
    return render(request, "access/support/centre_series.html", frame(request, title, facts=facts, form=form))


@staff_page(READ)
@require_safe
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """One candidate."""
    found = Candidate.objects.select_related("centre", "series").filter(pk=pk).first()
    if found is None:
        raise Http404("no such candidate")
    title = f"{found.centre.number} {found.number} {found.full_name}"
    context = frame(request, title, facts=candidate_facts(found), place=place_of(found.centre))
    context["may_unlock"] = staff(request).has_perm(UNLOCK)
    context["may_view_as"] = staff(request).has_perm(VIEW_AS)
    context["may_change"] = staff(request).has_perm(CHANGE_CANDIDATE)
    return render(request, "access/support/candidate.html", context)


@staff_page(VIEW_AS)
@require_GET
def view_as(request: HttpRequest, pk: int) -> HttpResponse:
    """One candidate's own page, with placeholders for grades."""
    found = Candidate.objects.select_related("centre", "series").filter(pk=pk).first()
    if found is None:
        raise Http404("no such candidate")
    user = staff(request)
    back = reverse("admin:candidates_candidate_change", args=[pk])
    if user.has_perm(READ):
        back = reverse("support:candidate", args=[pk])
    context = {
        "page": view_as_candidate(found, by=user),
        "candidate": found,
        # The page names only the contact of whoever looks at it.
        "visitor": settings_of(series=found.series, centre=found.centre),
        "back": back,
    }
    return render(request, "access/support/view_as.html", context)


@staff_page(UNLOCK, proof=True)
@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Unlock the username of one candidate."""
    rows = Credential.objects.select_related("candidate__centre", "candidate__series")
    credential = rows.filter(candidate=pk).first()
    if credential is None:
        raise Http404("no such candidate, or no username")
    try:
        unlock_username(credential=credential, by=staff(request))
    except NotLocked as why:
        messages.info(request, str(why))
    else:
        messages.success(request, f"{credential.username} is unlocked.")
    return redirect("support:candidate", pk)


@staff_page(READ)
@require_safe
def officer(request: HttpRequest, pk: int) -> HttpResponse:
    """One officer, or a member of staff."""
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise Http404("no such person")
    return render(request, "access/support/officer.html", frame(request, found.email, facts=officer_facts(found)))


def _centre(number: str) -> Centre:
    found = Centre.objects.select_related("associate", "merged_into").filter(number=number).first()
    if found is None:
        raise Http404("no such centre")
    return found
