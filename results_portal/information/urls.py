"""The pages' addresses, below `/portal/` and below `/results/`."""

from django.urls import URLPattern, path

from results_portal.information import views
from results_portal.information.footer import PAGES
from results_portal.web.sites import Audience


def addresses(audience: Audience) -> tuple[list[URLPattern], str]:
    """The patterns for one site, and the name of their namespace."""
    patterns = [
        path(f"{page}/", views.information_page, {"audience": str(audience), "page": page}, name=page) for page in PAGES
    ]
    return patterns, f"{audience}_information"
