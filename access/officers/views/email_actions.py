"""What an officer does about letters by e-mail beside sending them: stop, test, and correct an address."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from access.letters.email_queue import NothingToStop, change_address, stop_letters
from access.letters.sample_letter import OnlyForStaff, send_sample
from access.officers.forms.email import AddressForm
from access.officers.messages import letters_stopped
from access.officers.scoping import for_centre, signed_in
from candidates.models import Series
from centres.accounts.reauthentication import proof_needed
from centres.models import Centre
from centres.permissions import Permission
from letters.mail.corrected_addresses import address_of
from results_portal.db.rate_limits import TooManyTries


@require_POST
@for_centre(Permission.SEND_LETTERS)
def stop(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """Take what still waits out of the queue."""
    try:
        count = stop_letters(series=series, centre=centre, by=signed_in(request))
        messages.success(request, letters_stopped(count))
    except NothingToStop as why:
        messages.info(request, str(why))
    return redirect("access:mail", centre.number, series.slug)


@require_POST
@for_centre(Permission.SEND_LETTERS)
def test(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """Send an invented letter to the officer's own address."""
    user = signed_in(request)
    try:
        send_sample(series=series, centre=centre, by=user)
        messages.success(request, f"A test letter is on its way to {user.email}.")
    except (OnlyForStaff, TooManyTries) as why:
        messages.info(request, str(why))
    return redirect("access:mail", centre.number, series.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@for_centre(Permission.SEND_LETTERS)
@proof_needed()
def address(request: HttpRequest, *, centre: Centre, series: Series, number: str) -> HttpResponseBase:
    """Correct the address of one candidate. Nothing is sent by it."""
    candidate = centre.candidates.filter(series=series, number=number).select_related("centre", "series").first()
    if candidate is None:
        raise Http404("no such candidate")
    form = AddressForm(initial={"address": address_of(candidate)})
    if request.method == "POST":
        form = AddressForm(request.POST)
    if form.is_valid():
        change_address(candidate=candidate, address=form.cleaned_data["address"], by=signed_in(request))
        messages.success(
            request, f"Letters of candidate {number} go to {form.cleaned_data['address']}. Nothing was sent yet."
        )
        return redirect("access:mail", centre.number, series.slug)
    context = {"centre": centre, "series": series, "form": form, "candidate": candidate}
    return render(request, "access/officers/email/address.html", context)
