"""Links from one site to the other, `<a href="{% results_site %}/results/sign-in/">`, and what stands at each foot."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context

from results_portal.config.board import Board
from results_portal.information.footer import links
from results_portal.web import sites

register = template.Library()
register.simple_tag(sites.results_site)
register.simple_tag(sites.portal_site)


@register.simple_tag
def board() -> Board:
    """`{% board as board %}`: the board that runs this service."""
    told: Board = settings.BOARD
    return told


@register.inclusion_tag("components/footer_links.html", takes_context=True)
def footer_links(context: Context, audience: str = "") -> dict[str, Any]:
    """Help and the like for `audience`, else for the one that the page's context names, else for officers."""
    told = audience or context.get("audience") or sites.Audience.PORTAL
    return {"links": links(sites.Audience(told))}
