"""Links from one site to the other: `<a href="{% results_site %}/results/sign-in/">`."""

from django import template

from results_portal.web import sites

register = template.Library()
register.simple_tag(sites.results_site)
register.simple_tag(sites.portal_site)
