"""*Delay results*: how much later than the release candidates of a centre see their results."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from access.granting.changes import settings_of
from access.granting.delay import preview_delay, save_delay
from access.granting.exceptions import ChangeRefused, DelayNotAllowed, StaleSettings
from access.models import AccessSettings
from access.officers.forms.delay import DelayForm
from access.officers.messages import delay_saved
from access.officers.queries.overview import all_open, releases_of
from access.officers.reauthentication import proof_at_large_centres
from access.officers.scoping import for_centre, signed_in
from access.officers.views.effects.preview_page import is_to_be_shown, preview_page
from candidates.instants import length
from candidates.models import Series
from centres.accounts.kept_forms import keeps_form, typed_before
from centres.models import Centre
from centres.permissions import Permission


@keeps_form()
@require_http_methods(["GET", "HEAD", "POST"])
@for_centre(Permission.CHANGE_ACCESS)
@proof_at_large_centres
def delay(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """Choose when candidates see their results."""
    settings = settings_of(series=series, centre=centre)
    if request.method != "POST":
        typed = typed_before(request)
        form = DelayForm(typed, settings=settings) if typed else DelayForm.for_settings(settings)
        return _page(request, settings, form)
    form = DelayForm(request.POST, settings=settings)
    if not form.is_valid() or form.goes_back:
        return _page(request, form.settings, form)
    return _changed(request, form, centre, series) or _page(request, form.settings, form)


def _changed(request: HttpRequest, form: DelayForm, centre: Centre, series: Series) -> HttpResponse | None:
    """Save what a valid form says, or show what it will change; None, with an error on the form, where refused."""
    clean = form.cleaned_data
    try:
        preview = preview_delay(series=series, centre=centre, delay=clean["delay"])
        if is_to_be_shown(preview, form):
            back_to = reverse("access:overview", args=[centre.number, series.slug])
            return preview_page(
                request, preview, form=form, sent=form.sent_again(version=preview.version), back_to=back_to
            )
        saved = save_delay(
            series=series, centre=centre, delay=clean["delay"], version=clean["version"], by=signed_in(request)
        )
        messages.success(request, delay_saved(saved))
        return redirect("access:overview", centre.number, series.slug)
    except StaleSettings as stale:
        form.catch_up(stale.settings)
        form.add_error(None, str(stale))
    except ChangeRefused as refused:
        form.add_error(clean["when"] if isinstance(refused, DelayNotAllowed) else None, str(refused))
    return None


def _page(request: HttpRequest, settings: AccessSettings, form: DelayForm) -> HttpResponse:
    releases = releases_of(series=settings.series, centre=settings.centre, delay=settings.delay)
    context = {
        "centre": settings.centre,
        "series": settings.series,
        "form": form,
        "delay": length(settings.delay) if settings.delay else "",
        "releases": releases,
        "wholly_released": all_open(releases),
    }
    return render(request, "access/officers/delay/delay.html", context)
