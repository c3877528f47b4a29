"""Addresses of the candidates' site."""

from django.urls import include, path

from results_portal.information.urls import addresses as information
from results_portal.web.sites import Audience

urlpatterns = [
    path("results/", include(information(Audience.RESULTS))),
    path("results/", include("access.sign_in.urls")),
    path("results/", include("candidates.results_page.urls")),
    path("results/", include("letters.statements.urls")),
]
