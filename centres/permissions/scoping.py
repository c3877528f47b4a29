"""Which centre a page is about: found through what the user reaches, or answered with 404."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from centres.models import Centre, User
from centres.permissions.members import Permission, permissions_for, refusal
from centres.permissions.tenancy import centre_of

ScopedView = Callable[..., HttpResponseBase]


def for_centre(permission: Permission) -> Callable[[ScopedView], ScopedView]:
    """A view of `…/<centre_number>/…` gets the `centre` instead of its number in the address.

    404 for a centre that the user doesn't reach, whether or not it exists; 403 without the permission.
    """

    def decorate(view: ScopedView) -> ScopedView:
        @wraps(view)
        def scoped(request: HttpRequest, centre_number: str, **rest: object) -> HttpResponseBase:
            return view(request, centre=permitted_centre(request, centre_number, permission), **rest)

        return scoped

    return decorate


def permitted_centre(request: HttpRequest, number: str, permission: Permission) -> Centre:
    """The centre with this number, if the user reaches it (or `Http404`) and may do this (or `PermissionDenied`)."""
    user = signed_in(request)
    centre = centre_of(user, number)
    allowed = permissions_for(user, centre)
    if permission not in allowed:
        raise refusal(permission)
    # The page's navigation offers what the role opens; it needn't ask the database again.
    request.centre_permissions = allowed  # type: ignore[attr-defined]
    return centre


def signed_in(request: HttpRequest) -> User:
    """The user of a request that got past the sign-in."""
    return cast("User", request.user)
