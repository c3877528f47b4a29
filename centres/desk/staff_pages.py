"""What the pages of the desk share: who may open them, and what the admin's frame needs."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from centres.accounts.reauthentication import ask_for_proof, is_fresh
from centres.models import User

StaffView = Callable[..., HttpResponseBase]


def staff_page(permission: str = "", *, proof: bool = False) -> Callable[[StaffView], StaffView]:
    """A page of the admin for staff with `permission` ("": all staff); with `proof`, only after fresh proof.

    Everybody else who isn't staff is led to the sign-in; staff without the permission get 403.
    """

    def decorate(view: StaffView) -> StaffView:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if permission and not staff(request).has_perm(permission):
                raise PermissionDenied(f"{permission} is not among your permissions")
            if proof and not is_fresh(request):
                return ask_for_proof(request, back_to=request.get_full_path())
            return view(request, *args, **kwargs)

        protected: StaffView = never_cache(admin.site.admin_view(checked))
        return protected

    return decorate


def staff(request: HttpRequest) -> User:
    """The member of staff who asks."""
    return cast("User", request.user)


def frame(request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    """The context of a page in the admin's frame, without the list of tables at its side."""
    return {**admin.site.each_context(request), "is_nav_sidebar_enabled": False, "title": title, **more}
