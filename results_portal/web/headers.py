"""Headers of every response: personal pages are kept nowhere, and each site keeps to itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# The first three are what Django's own middleware sets as well, except on what that middleware itself refuses.
ISOLATION = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# At sign-out: pages kept for the "back" button, and whatever scripts might have stored. Not "cookies": browsers would
# remove those of the whole domain, and sign an officer out of the portal because a candidate left the results site.
CLEARED = '"cache", "storage"'


class PersonalPages:
    """No page is stored by a browser or a proxy, whichever way it came to be; only static files say that they may be.

    Stands before all other middleware, so that nothing leaves the service without these headers.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) or "public" not in response.get("Cache-Control", ""):
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
            # For a proxy that is told to cache all the same: it keeps each person's pages apart.
            patch_vary_headers(response, ["Cookie"])
        for name, value in ISOLATION.items():
            response.setdefault(name, value)
        if getattr(request, "nothing_stays", False):
            response["Clear-Site-Data"] = CLEARED
        return response


def leave_nothing(request: HttpRequest) -> None:
    """Have the browser drop what it stored of this site, once the response to `request` arrives."""
    request.nothing_stays = True  # type: ignore[attr-defined]
