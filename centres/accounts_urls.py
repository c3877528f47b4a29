"""What of allauth's pages this service offers: sign-in, password, second step, sessions. No sign-up, no own addresses.

Which address is whose is the board's to say, so a second table of addresses, which allauth would keep, stays empty.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView


@login_not_required
def not_offered(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Stands before a page of allauth's that this service doesn't have."""
    raise Http404("this page is not part of the service")


urlpatterns = [
    path("email/", RedirectView.as_view(pattern_name="mfa_index"), name="account_email"),
    path("confirm-email/", not_offered),
    path("confirm-email/<path:rest>", not_offered),
    path("login/code/<path:rest>", not_offered),
    path("password/set/", not_offered),
    path("", include("allauth.urls")),
]
