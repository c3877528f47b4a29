"""Countries and centres for which a release opens later: set by one person, sooner again by two."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from candidates.embargo.exception_changes import end_exception, set_exception
from candidates.embargo.release_changes import PERMISSION as CHANGE
from candidates.models import ChangeRequest, Release, ReleaseException
from candidates.release_desk.effects import effect_of_exception
from candidates.release_desk.forms import ExceptionForm, ReasonForm
from candidates.release_desk.rows import instant_in_words
from candidates.release_desk.views import VIEW, qualification_of, series_of, zones
from candidates.second_person.exceptions import ChangeNotPossible
from centres.desk.staff_pages import frame, staff, staff_page
from results_portal.forms.guarded import readable

ASKED = "Nothing has changed yet: a second person has to confirm this."


@staff_page(VIEW, proof=True)
@require_http_methods(["GET", "HEAD", "POST"])
def exceptions(request: HttpRequest, series_slug: str, qualification_code: str) -> HttpResponse:
    """The exceptions of one release; a new one is written, shown with what it changes, then set."""
    series, qualification = series_of(series_slug), qualification_of(qualification_code)
    release = series.releases.select_related("series", "qualification").filter(qualification=qualification).first()
    if release is None:
        raise Http404("no release, so nothing to be later than")
    may_change = staff(request).has_perm(CHANGE)
    if request.method == "POST" and not may_change:
        raise PermissionDenied(f"{CHANGE} is not among your permissions")
    form = ExceptionForm(request.POST) if request.method == "POST" else ExceptionForm()
    rows = [(each, instant_in_words(each.releases_at)) for each in release.exceptions.select_related("centre")]
    title = f"Later for some: {qualification.title}, {series.name}"
    context = frame(request, title, form=form, series=series, release=release, rows=rows)
    context |= {"may_change": may_change, "zones": zones(), "opens": instant_in_words(release.releases_at)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "candidates/release_desk/exceptions.html", context)
    if "confirm" not in request.POST:
        effect = effect_of_exception(release, form.whom(), form.releases_at)
        context |= {"effect": effect, "sent": readable(request.POST)}
        return render(request, "candidates/release_desk/preview.html", context)
    return _set(request, release, form)


@staff_page(CHANGE, proof=True)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an exception: a second person is asked, for it opens sooner then."""
    rows = ReleaseException.objects.select_related("release__series", "release__qualification", "centre")
    exception = rows.filter(pk=pk).first()
    if exception is None:
        raise Http404("no such exception")
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
    if request.method != "POST" or not form.is_valid():
        context = frame(request, f"End the exception for {exception.whom}", exception=exception, form=form)
        context |= {"series": exception.release.series, "before": instant_in_words(exception.releases_at)}
        context["after"] = instant_in_words(exception.release.releases_at)
        return render(request, "candidates/release_desk/end_exception.html", context)
    try:
        asked = end_exception(exception=exception, reason=form.cleaned_data["reason"], by=staff(request))
    except ChangeNotPossible as why:
        messages.error(request, str(why))
        return _to_exceptions(exception.release)
    if asked:
        messages.success(request, ASKED)
        return redirect("release_desk:request", asked.pk)
    messages.success(request, "Ended.")
    return _to_exceptions(exception.release)


def _set(request: HttpRequest, release: Release, form: ExceptionForm) -> HttpResponse:
    try:
        done = set_exception(
            release=release,
            whom=form.whom(),
            releases_at=form.releases_at,
            reason=form.cleaned_data["reason"],
            by=staff(request),
        )
    except ChangeNotPossible as why:
        messages.error(request, str(why))
        return _to_exceptions(release)
    if isinstance(done, ChangeRequest):
        messages.success(request, ASKED)
        return redirect("release_desk:request", done.pk)
    messages.success(request, f"Set: {done.whom} opens {instant_in_words(done.releases_at).uk}.")
    return _to_exceptions(release)


def _to_exceptions(release: Release) -> HttpResponse:
    return redirect("release_desk:exceptions", release.series.slug, release.qualification.code)
