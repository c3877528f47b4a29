"""The download that begins on a page after proof was given."""

from django import template
from django.http import HttpRequest

from centres.accounts import downloads_after_proof

register = template.Library()


@register.simple_tag
def download_that_begins(request: HttpRequest) -> str:
    """Its address; "" mostly."""
    return downloads_after_proof.download_that_begins(request)
