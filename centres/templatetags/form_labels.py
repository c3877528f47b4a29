"""Labels without crispy-forms' stars: nearly every field of ours is needed, and a label is the field's name alone."""

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context

register = template.Library()
STAR = '<span class="asteriskField">*</span>'


class WithoutStars(Node):
    """Renders what is inside, and takes the stars out."""

    def __init__(self, inside: NodeList) -> None:
        self.inside = inside

    def render(self, context: Context) -> str:
        return self.inside.render(context).replace(STAR, "")


@register.tag
def withoutstars(parser: Parser, token: Token) -> WithoutStars:
    """`{% withoutstars %} … {% endwithoutstars %}` around fields that crispy-forms renders."""
    inside = parser.parse(("endwithoutstars",))
    parser.delete_first_token()
    return WithoutStars(inside)
