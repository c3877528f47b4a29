"""Long strings of symbols in a shape that people can copy by hand."""

from django import template

register = template.Library()


@register.filter
def in_groups_of_four(symbols: str) -> str:
    """ "JBSWY3DPEHPK" as "JBSW Y3DP EHPK"."""
    return " ".join(symbols[start : start + 4] for start in range(0, len(symbols), 4))
