"""Every address that this process serves: those of both sites, or of one."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from results_portal.information.urls import addresses as information
from results_portal.web import pages
from results_portal.web.sites import Audience, only_for_links

handler400 = pages.bad_request
handler403 = pages.forbidden
handler404 = pages.not_found
handler500 = pages.server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("healthz", pages.healthz, name="healthz"),
    path("robots.txt", pages.robots, name="robots"),
]
if settings.SITE.serves_portal:
    urlpatterns.append(path("", include("results_portal.portal_urls")))
else:
    # Pages that are for nobody in particular have a foot.
    urlpatterns.append(only_for_links("portal/", include(information(Audience.PORTAL))))
if settings.SITE.serves_results:
    urlpatterns.append(path("", include("results_portal.results_urls")))
else:
    # Letters lead to the sign-in page, and the support looks at candidates' pages.
    urlpatterns.append(only_for_links("", include("results_portal.results_urls")))
