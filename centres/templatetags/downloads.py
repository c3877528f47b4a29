"""The download that begins on a page after proof was given."""

from django import template
from django.http import HttpRequest

from centres.accounts import waiting_downloads

register = template.Library()


@register.simple_tag
def download_that_begins(request: HttpRequest) -> str:
    """Its address; "" mostly."""
    return waiting_downloads.download_that_begins(request)
