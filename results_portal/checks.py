"""System checks of this installation's own, run by `manage.py check --deploy`."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def sites_are_apart(**_: Any) -> list[checks.CheckMessage]:
    """Officers and candidates are served under https."""
    if all(url.startswith("https://") for url in (settings.PORTAL_URL, settings.RESULTS_URL)):
        return []
    return [
        checks.Warning(
            "PORTAL_URL and RESULTS_URL have to begin with https://.",
            hint="Set both environment variables to the addresses that officers and candidates use.",
            id="results_portal.W001",
        )
    ]
