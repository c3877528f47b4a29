"""*Delay results*: how much later than the release candidates of a centre see their results."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.granting.delay import save_delay
from access.granting.exceptions import ChangeRefused, DelayNotAllowed, StaleSettings
from access.models import AccessSettings
from access.officers.forms.delay import DelayForm
from access.officers.messages import delay_saved
from access.officers.queries.overview import all_open, releases_of, settings_of
from access.officers.reauthentication import proof_at_large_centres
from access.officers.scoping import for_centre, signed_in
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
    if form.is_valid() and (saved := _save(request, form)):
        messages.success(request, delay_saved(saved))
        return redirect("access:overview", centre.number, series.slug)
    return _page(request, form.settings, form)


def _save(request: HttpRequest, form: DelayForm) -> AccessSettings | None:
    """Save what a valid form says; None, with an error on the form, where that is refused."""
    clean, about = form.cleaned_data, form.settings
    try:
        return save_delay(
            series=about.series,
            centre=about.centre,
            delay=clean["delay"],
            version=clean["version"],
            by=signed_in(request),
        )
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
