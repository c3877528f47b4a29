"""Addresses of the officers' and staff's site."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.account.views import logout
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from results_portal.information.urls import addresses as information
from results_portal.web.sites import Audience

# These pages of allauth's would show secrets of second factors and addresses that nobody signs in with.
admin.site.unregister([Authenticator, EmailAddress, UserSession])
# Staff sign in, sign out and change their password where officers do: with a second factor, throttled.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Candidate Results Service"
admin.site.index_title = "Desk"

urlpatterns = [
    path("admin/logout/", logout),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", include("centres.desk.urls")),
    path("admin/", include("candidates.release_desk.urls")),
    path("admin/", include("candidates.calendar.urls")),
    path("admin/support/", include("access.support.urls")),
    path("admin/changes/", include("access.board_changes.pages.urls")),
    path("admin/", include("access.rehearsals.urls")),
    path("admin/", include("access.results_day.urls")),
    path("admin/", include("candidates.loading_desk.urls")),
    path("admin/", admin.site.urls),
    path("portal/", include(information(Audience.PORTAL))),
    path("portal/accounts/", include("centres.accounts.urls")),
    path("portal/associate/<str:code>/<slug:series_slug>/", include("access.control_room.urls")),
    path("portal/", include("centres.urls")),
    path("portal/<str:centre_number>/<slug:series_slug>/", include("access.officers.urls")),
]
