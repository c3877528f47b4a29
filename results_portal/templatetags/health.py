"""What is wrong at the moment, for pages of the people who run the service."""

from django import template

from results_portal.monitoring import health

register = template.Library()


@register.simple_tag
def problems() -> list[str]:
    """What `/readyz` goes by, in words; empty when all is well."""
    return [what for what in health.latest_report().values() if what]
