"""*Set up several centres*: the same for each of those chosen in the control room."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from access.control_room.filters import NothingChosen, UnknownCentres, chosen, named
from access.control_room.forms import PREVIEW, SetUpForm
from access.control_room.rows import AttachedCentre, attached_centres
from access.control_room.scoping import for_associate
from access.control_room.set_up import SetUpOutcome, apply, plan
from access.officers.forms.previewed import CONFIRM, EDIT, sent_again
from access.officers.scoping import signed_in
from candidates.models import Series
from centres.accounts.reauthentication import fresh_proof
from centres.models import Associate
from centres.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@for_associate(Permission.CHANGE_ACCESS)
@fresh_proof
def set_up(
    request: HttpRequest, *, associate: Associate, series: Series, may: frozenset[Permission]
) -> HttpResponseBase:
    """Ask, show what would change, and change it once that is confirmed. The address names the chosen centres."""
    rows = attached_centres(associate=associate, series=series)
    context = {"associate": associate, "series": series}
    try:
        if request.method == "POST":
            return _posted(request, rows, context)
        return _form_page(request, SetUpForm(), chosen(request.GET, rows), context)
    except UnknownCentres:
        raise Http404("no such centre") from None
    except NothingChosen as why:
        messages.warning(request, str(why))
        return redirect("control_room:overview", associate.code, series.slug)


def _posted(request: HttpRequest, rows: list[AttachedCentre], context: dict[str, Any]) -> HttpResponse:
    form = SetUpForm(request.POST)
    picked = named(frozenset(form.sent("centres")), rows)
    if not picked:
        raise NothingChosen("Tick at least one centre first.")
    if not form.is_valid() or form.cleaned_data["step"] == EDIT:
        return _form_page(request, form, picked, context)
    changes = plan(picked, form.wanted())
    if form.cleaned_data["step"] == CONFIRM:
        outcomes = apply(changes, versions=form.cleaned_data["seen"], by=signed_in(request))
        return _summary(request, outcomes, context)
    context |= {
        "form": form,
        "changes": [change for change in changes if change.possible],
        "idle": [change for change in changes if not change.possible and not change.why_not],
        "impossible": [change for change in changes if change.why_not],
        "gaining": sum(change.gaining for change in changes if change.possible),
        "losing": sum(change.losing for change in changes if change.possible),
        "sent": [*_sent(form, picked), *(("seen", change.seen) for change in changes if change.possible)],
        "back_to": reverse("control_room:overview", args=[context["associate"].code, context["series"].slug]),
        "confirm": CONFIRM,
        "edit": EDIT,
    }
    return render(request, "access/control_room/preview.html", context)


def _sent(form: SetUpForm, picked: list[AttachedCentre]) -> list[tuple[str, str]]:
    """What was chosen and typed, to be sent once more."""
    return [*sent_again(form, leave_out={"centres"}), *(("centres", row.centre.number) for row in picked)]


def _form_page(
    request: HttpRequest, form: SetUpForm, picked: list[AttachedCentre], context: dict[str, Any]
) -> HttpResponse:
    with_contact = sum(row.has_contact for row in picked)
    context |= {"form": form, "picked": picked, "with_contact": with_contact, "preview": PREVIEW}
    return render(request, "access/control_room/set_up.html", context)


def _summary(request: HttpRequest, outcomes: list[SetUpOutcome], context: dict[str, Any]) -> HttpResponse:
    context |= {
        "changed": [outcome for outcome in outcomes if outcome.changed],
        "kept": [outcome for outcome in outcomes if not outcome.changed],
    }
    return render(request, "access/control_room/summary.html", context)
