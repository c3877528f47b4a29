"""Which pages there are, what the links to them say, and where they lie on each site."""

from dataclasses import dataclass

from django.urls import reverse

from results_portal.web import sites

# What stands at the end of a page's address and in its template's name, and the words of a link to it.
PAGES = {
    "help": "Help",
    "accessibility": "Accessibility statement",
    "privacy": "Privacy notice",
    "contact": "Contact",
}
PREFIXES = {sites.Audience.PORTAL: sites.portal_site, sites.Audience.RESULTS: sites.results_site}


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str


def links(audience: sites.Audience) -> list[Link]:
    """A link to each page for `audience`, for the foot of every page."""
    prefix = PREFIXES[audience]()
    return [Link(label, prefix + address(audience, page)) for page, label in PAGES.items()]


def address(audience: sites.Audience, page: str) -> str:
    """The path of the page on its site."""
    return reverse(f"{audience}_information:{page}")


def is_information(path: str) -> bool:
    """Whether `path` is of one of these pages, on either site."""
    return any(path == address(audience, page) for audience in sites.Audience for page in PAGES)
