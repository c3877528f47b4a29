"""What the officers' page header asks about the person who is signed in."""

from django import template

from centres.models import User
from centres.permissions.tenancy import centres_of

register = template.Library()


@register.simple_tag
def several_centres(user: User) -> bool:
    """Whether there is another centre to change to."""
    return len(centres_of(user).values_list("pk")[:2]) > 1
