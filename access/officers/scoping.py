"""Which centre and series an officer's page is about: found through what the user reaches, or answered with 404."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from candidates.models import Series
from centres.models import User
from centres.permissions import Permission, require
from centres.permissions.tenancy import centre_of

ScopedView = Callable[..., HttpResponseBase]


def for_centre(permission: Permission) -> Callable[[ScopedView], ScopedView]:
    """A view of `…/<centre_number>/<series_slug>/…` gets `centre` and `series` instead of their names in the address.

    404 for a centre that the user doesn't reach, that hasn't the service, or a series unknown; 403 without permission.
    """

    def decorate(view: ScopedView) -> ScopedView:
        @wraps(view)
        def scoped(request: HttpRequest, centre_number: str, series_slug: str, **rest: object) -> HttpResponseBase:
            centre = centre_of(signed_in(request), centre_number)
            require(permission, user=signed_in(request), centre=centre)
            if not centre.results_service:
                raise Http404("the centre doesn't have the service")
            return view(request, centre=centre, series=series_named(series_slug), **rest)

        return scoped

    return decorate


def signed_in(request: HttpRequest) -> User:
    """The user of a request that got past the sign-in."""
    return cast("User", request.user)


def series_named(slug: str) -> Series:
    """The series with this slug; raises `Http404`."""
    series = Series.objects.filter(slug=slug).first()
    if series is None:
        raise Http404("no such series")
    return series
