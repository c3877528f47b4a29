"""What the officers' page header asks about the person who is signed in."""

from django import template
from django.http import HttpRequest

from centres.administer_exams.centre_list import Tool, tools_of
from centres.models import Centre, User
from centres.permissions.tenancy import centres_of

register = template.Library()


@register.simple_tag
def several_centres(user: User) -> bool:
    """Whether there is another centre to change to."""
    return len(centres_of(user).values_list("pk")[:2]) > 1


@register.simple_tag
def centre_tools(request: HttpRequest, centre: Centre) -> list[Tool]:
    """The pages about the centre itself that the person's role opens."""
    return tools_of(centre, getattr(request, "centre_permissions", frozenset()))
