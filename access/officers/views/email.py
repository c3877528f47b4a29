"""*Send letters by email*: whom to, what the message says, and what became of each."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from access.letters.contents import letters
from access.letters.email_preview import EmailPreview, preview_of
from access.letters.email_queue import Addressee, NothingToSend, NothingToTryAgain, addressees, send_letters, try_again
from access.officers.forms.email import AgainForm, SendForm
from access.officers.forms.previewed import CONFIRM, EDIT, SEEN_BEFORE
from access.officers.messages import letters_queued
from access.officers.scoping import for_centre, signed_in
from candidates.models import Series
from centres.accounts.kept_forms import keeps_form, typed_before
from centres.accounts.reauthentication import proof_needed
from centres.models import Centre
from centres.permissions import Permission
from letters.mail.message import file_name, words
from letters.mail.pace import paused_until
from letters.mail.queue import mails_of
from letters.models.mail import LetterMail
from results_portal.text.counted import counted

PAGE = 100
# So many candidates are listed of each kind; the others are named by number, or found in View candidates.
LISTED = 100


@keeps_form()
@require_http_methods(["GET", "HEAD", "POST"])
@for_centre(Permission.SEND_LETTERS)
@proof_needed()
def mail(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponseBase:
    """Choose whom to send to, and see how far it is."""
    listed = addressees(series=series, centre=centre)
    if request.method != "POST":
        return _page(request, centre, series, listed, SendForm(typed_before(request), listed=listed))
    form = SendForm(request.POST, listed=listed)
    if not form.is_valid() or form.goes_back:
        return _page(request, centre, series, listed, form)
    preview = _previewed(form)
    if not preview.getting:
        form.add_error("whom", str(NothingToSend()))
        return _page(request, centre, series, listed, form)
    if form.cleaned_data["confirmed"] != len(preview.getting):
        return _preview_page(request, centre, series, form, preview)
    return _send(request, preview, centre, series)


@require_POST
@for_centre(Permission.SEND_LETTERS)
@proof_needed(back_to="access:mail")
def again(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """Send once more what failed."""
    form = AgainForm(request.POST)
    try:
        if form.is_valid():
            perhaps_sent = form.cleaned_data["perhaps_sent"]
            count = try_again(series=series, centre=centre, perhaps_sent=perhaps_sent, by=signed_in(request))
            messages.success(request, letters_queued(count))
    except NothingToTryAgain as why:
        messages.info(request, str(why))
    return redirect("access:mail", centre.number, series.slug)


def _previewed(form: SendForm) -> EmailPreview:
    numbers = form.numbers()
    if not numbers <= {a.number for a in form.listed}:
        raise Http404("no such candidate")
    return preview_of(form.listed, numbers=numbers)


def _preview_page(
    request: HttpRequest, centre: Centre, series: Series, form: SendForm, preview: EmailPreview
) -> HttpResponse:
    getting = len(preview.getting)
    context = {
        "centre": centre,
        "series": series,
        "preview": preview,
        "why": SEEN_BEFORE if form.cleaned_data["confirmed"] is not None else "",
        "sent": form.sent_again(getting=getting),
        "confirm": CONFIRM,
        "edit": EDIT,
        "label": f"Send {counted(getting, 'letter', 'letters')}",
        "back_to": reverse("access:mail", args=[centre.number, series.slug]),
    }
    return render(request, "access/officers/email/preview.html", context)


def _send(request: HttpRequest, preview: EmailPreview, centre: Centre, series: Series) -> HttpResponse:
    numbers = {one.number for one in preview.getting}
    try:
        count = send_letters(series=series, centre=centre, numbers=numbers, by=signed_in(request))
        messages.success(request, letters_queued(count))
    except NothingToSend as why:
        messages.info(request, str(why))
    return redirect("access:mail", centre.number, series.slug)


def _page(
    request: HttpRequest, centre: Centre, series: Series, listed: list[Addressee], form: SendForm
) -> HttpResponse:
    mails = mails_of(series=series, centre=centre).select_related("candidate")
    states = Counter(mails.order_by().values_list("state", flat=True))
    sendable = [a for a in listed if a.can_be_sent]
    ticked = form.ticked()
    form.keep_in_text(ticked - {a.number for a in sendable[:LISTED]})
    context = {
        "centre": centre,
        "series": series,
        "form": form,
        "anybody": bool(listed),
        "rows": [(a, a.number in ticked) for a in sendable[:LISTED]],
        "listed_at_once": LISTED,
        "sendable": len(sendable),
        "without_address": [a for a in listed if not a.address],
        "preview": _preview(series, centre, listed),
        "mails": Paginator(mails, PAGE, orphans=10).get_page(request.GET.get("page", "1")),
        "tally": [(state, states[state.value]) for state in LetterMail.State if states[state.value]],
        "total": sum(states.values()),
        "ended": sum(states.values()) - sum(states[state.value] for state in LetterMail.OPEN),
        "waiting": states[LetterMail.State.QUEUED.value],
        "paused_until": paused_until(),
        "corrected": [a for a in listed if a.is_corrected],
        "in_work": any(states[state.value] for state in LetterMail.OPEN),
        "failed": states[LetterMail.State.FAILED.value],
        "perhaps": states[LetterMail.State.UNKNOWN.value],
        "again": AgainForm(),
    }
    return render(request, "access/officers/email/email.html", context)


def _preview(series: Series, centre: Centre, listed: list[Addressee]) -> dict[str, str] | None:
    """The message as the first candidate would get it."""
    first = next((a for a in listed if a.address), None)
    letter = first and next(letters(series=series, centre=centre, numbers=[first.number]), None)
    if first is None or not letter:
        return None
    subject, body = words(letter.content)
    return {"to": first.address, "subject": subject, "body": body, "attachment": file_name(letter.content)}
