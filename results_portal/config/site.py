"""Which of the two sites a process serves, by `SITE`: officers' and staff's, candidates', or both."""

from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured


class Site(StrEnum):
    """A site of its own has a process, a role in the database and a host name of its own; `both` is for one process."""

    PORTAL = "portal"
    RESULTS = "results"
    BOTH = "both"

    @property
    def serves_portal(self) -> bool:
        """Whether officers, staff, commands and workers find here what they need."""
        return self is not Site.RESULTS

    @property
    def serves_results(self) -> bool:
        """Whether candidates are served here."""
        return self is not Site.PORTAL


def read_site(said: str) -> Site:
    """The site with this name. Raises `ImproperlyConfigured`: guessing could serve the administration to everybody."""
    try:
        return Site(said)
    except ValueError:
        raise ImproperlyConfigured(f"SITE is {said!r}. Set it to {', '.join(Site)}, or unset it for both.") from None
