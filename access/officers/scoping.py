"""Which centre and series an officer's page is about: found through what the user reaches, or answered with 404."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from candidates.models import Series
from centres.models import Centre
from centres.permissions import Permission
from centres.permissions.scoping import ScopedView, permitted_centre, signed_in
from results_portal.web.file_responses import came_from_our_own_pages

# What pages of this room take from the floor below, beside what stands here.
__all__ = ["ScopedView", "for_centre", "from_own_pages", "series_named", "signed_in"]


def for_centre(permission: Permission) -> Callable[[ScopedView], ScopedView]:
    """A view of `…/<centre_number>/<series_slug>/…` gets `centre` and `series` instead of their names in the address.

    404 for a centre that the user doesn't reach, that hasn't the service, or a series unknown; 403 without permission.
    """

    def decorate(view: ScopedView) -> ScopedView:
        @wraps(view)
        def scoped(request: HttpRequest, centre_number: str, series_slug: str, **rest: object) -> HttpResponseBase:
            centre = permitted_centre(request, centre_number, permission)
            if not centre.results_service:
                raise Http404("the centre doesn't have the service")
            return view(request, centre=centre, series=series_named(series_slug), **rest)

        return scoped

    return decorate


def from_own_pages(*, back_to: str) -> Callable[[ScopedView], ScopedView]:
    """A download begins from this site's own pages; whoever comes from elsewhere is led to the page `back_to`."""

    def decorate(view: ScopedView) -> ScopedView:
        @wraps(view)
        def guarded(request: HttpRequest, *, centre: Centre, series: Series, **rest: object) -> HttpResponseBase:
            if not came_from_our_own_pages(request):
                return redirect(back_to, centre.number, series.slug)
            return view(request, centre=centre, series=series, **rest)

        return guarded

    return decorate


def series_named(slug: str) -> Series:
    """The series with this slug; raises `Http404`."""
    series = Series.objects.filter(slug=slug).first()
    if series is None:
        raise Http404("no such series")
    return series
