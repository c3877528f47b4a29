"""The release desk: all series, one series, and a new instant for a release."""

from zoneinfo import available_timezones

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from candidates.embargo.release_changes import PERMISSION as CHANGE
from candidates.embargo.release_changes import change_release
from candidates.embargo.releases import WouldOpenSooner
from candidates.holds.change import PERMISSION as STOP
from candidates.instants import UK
from candidates.models import ChangeRequest, Qualification, Series
from candidates.release_desk.effects import effect_of_move
from candidates.release_desk.forms import ReleaseForm, ScopeForm
from candidates.release_desk.rows import desk_of
from candidates.second_person.exceptions import ChangeNotPossible
from centres.desk.staff_pages import frame, staff, staff_page
from results_portal.forms.guarded import readable

VIEW = "candidates.view_release"


@staff_page(VIEW)
@require_safe
def all_series(request: HttpRequest) -> HttpResponse:
    """The series, the one that opens last first."""
    latest = Series.objects.annotate(latest=Max("releases__releases_at")).order_by("-latest", "-pk")
    return render(request, "candidates/release_desk/all_series.html", frame(request, "Releases", all_series=latest))


@staff_page(VIEW)
@require_safe
def desk(request: HttpRequest, series_slug: str) -> HttpResponse:
    """When each qualification opens, what is stopped or held, and what waits for a second person."""
    series = series_of(series_slug)
    user = staff(request)
    context = frame(
        request,
        f"Release desk: {series.name}",
        desk=desk_of(series),
        may_change=user.has_perm(CHANGE),
        may_stop=user.has_perm(STOP),
        stop_form=ScopeForm(series=series, auto_id="stop_%s"),
    )
    return render(request, "candidates/release_desk/desk.html", context)


@staff_page(CHANGE, proof=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, series_slug: str, qualification_code: str) -> HttpResponse:
    """A new instant: written, shown with what it changes, then done or asked for."""
    series, qualification = series_of(series_slug), qualification_of(qualification_code)
    form = (
        ReleaseForm(request.POST) if request.method == "POST" else ReleaseForm(initial=_now_set(series, qualification))
    )
    title = f"{qualification.title}, {series.name}"
    context = frame(request, title, form=form, series=series, zones=zones())
    if request.method != "POST" or not form.is_valid():
        return render(request, "candidates/release_desk/change.html", context)
    effect = effect_of_move(series, qualification, form.releases_at)
    if "confirm" not in request.POST:
        context |= {"effect": effect, "sent": readable(request.POST)}
        return render(request, "candidates/release_desk/preview.html", context)
    try:
        done = change_release(
            series=series,
            qualification=qualification,
            releases_at=form.releases_at,
            reason=form.cleaned_data["reason"],
            by=staff(request),
        )
    except (ChangeNotPossible, WouldOpenSooner) as why:
        messages.error(request, str(why))
        return redirect("release_desk:desk", series_slug)
    if isinstance(done, ChangeRequest):
        messages.success(request, "Nothing has changed yet: a second person has to confirm this.")
        return redirect("release_desk:request", done.pk)
    messages.success(request, f"{qualification.title} now opens {effect.after.uk if effect.after else ''}.")
    return redirect("release_desk:desk", series_slug)


def zones() -> list[str]:
    """The names of all time zones, for a field that offers them."""
    return sorted(available_timezones())


def series_of(slug: str) -> Series:
    """The series with this slug, or 404."""
    series = Series.objects.filter(slug=slug).first()
    if series is None:
        raise Http404
    return series


def qualification_of(code: str) -> Qualification:
    """The qualification with this code, or 404."""
    qualification = Qualification.objects.filter(code=code).first()
    if qualification is None:
        raise Http404
    return qualification


def _now_set(series: Series, qualification: Qualification) -> dict[str, object]:
    release = series.releases.filter(qualification=qualification).first()
    if release is None:
        return {}
    local = release.releases_at.astimezone(UK)
    return {"day": local.date(), "time": local.time(), "zone": UK.key}
