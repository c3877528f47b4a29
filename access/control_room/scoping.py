"""Which Associate a page of the control room is about: one that the user is a member of, or a 404."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from access.officers.scoping import series_named
from centres.models import Membership, User
from centres.permissions import ROLE_PERMISSIONS, Permission
from centres.permissions.scoping import ScopedView, signed_in


def for_associate(permission: Permission) -> Callable[[ScopedView], ScopedView]:
    """A view of `…/associate/<code>/<series_slug>/…` gets `associate`, `series` and what the user `may` do.

    404 for an Associate that the user isn't a member of, known or not, and for an unknown series; 403 for a role that
    doesn't have `permission`. An officer of an attached centre is no member of the Associate.
    """

    def decorate(view: ScopedView) -> ScopedView:
        @wraps(view)
        def scoped(request: HttpRequest, code: str, series_slug: str) -> HttpResponseBase:
            membership = _membership(signed_in(request), code)
            may = ROLE_PERMISSIONS[membership.role]
            if permission not in may:
                raise PermissionDenied(f"your role at this Associate doesn't let you {permission.value}")
            return view(request, associate=membership.associate, series=series_named(series_slug), may=may)

        return scoped

    return decorate


def _membership(user: User, code: str) -> Membership:
    # An address may hold anything, a NUL too, which PostgreSQL refuses to compare.
    named = user.memberships.select_related("associate").filter(associate__code=code)
    membership = named.first() if code.isprintable() else None
    if membership is None:
        raise Http404("no such Associate")
    return membership
