"""What *Undo* leaves as it is, in words."""

from django import template

from access.granting.undo import SinceThen
from access.officers import messages

register = template.Library()


@register.filter
def what_stays(since: SinceThen) -> list[str]:
    """A sentence for each thing that happened since and can't be taken back."""
    return messages.what_stays(since)
