"""What a page says about the session of whoever looks at it."""

from django import template
from django.http import HttpRequest

from centres.accounts import session_timeout
from results_portal.db import clock

register = template.Library()


@register.simple_tag
def session_seconds_left(request: HttpRequest) -> int:
    """In how many seconds this person is signed out if they do nothing."""
    return session_timeout.seconds_left(request.session, clock.now())
