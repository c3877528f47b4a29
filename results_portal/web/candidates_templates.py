"""Templates of a process that serves candidates alone: they know a few libraries of tags, not those of all rooms."""

from typing import Any

from django.core.checks import CheckMessage
from django.template.backends.django import DjangoTemplates

LIBRARIES = {
    "rehearsal": "candidates.templatetags.rehearsal",
    "sites": "results_portal.templatetags.sites",
    "static": "django.templatetags.static",
}


class CandidatesTemplates(DjangoTemplates):
    """Django's own would import every library of every app, and with them the portal's pages and jobs."""

    def get_templatetag_libraries(self, custom_libraries: dict[str, str]) -> dict[str, str]:
        return {**LIBRARIES, **custom_libraries}

    def check(self, **_: Any) -> list[CheckMessage]:
        """Nothing: Django's looks for libraries of the same name in all apps, and would import them as well."""
        return []
