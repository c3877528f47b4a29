"""Numbers in words for the access pages."""

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils.translation import ngettext

from access import text
from centres.models import Centre
from results_portal.text.counted import at_the_beginning

register = template.Library()


@register.filter
def candidates(count: int) -> str:
    """ "1 candidate", "1,240 candidates"."""
    return text.candidates(count)


@register.filter
def has_or_have(count: int) -> str:
    """The verb that goes with so many."""
    return text.have(count)


@register.filter
def in_ranges(numbers: Iterable[str]) -> str:
    """Candidate numbers, neighbours drawn together: "0001 to 0040, 0042"."""
    return text.in_ranges(numbers)


@register.filter
def at_centre(instant: datetime, centre: Centre) -> str:
    """An instant in the centre's local time, short: "19 Jan 2027, 11:05". The column's heading names the zone."""
    local = instant.astimezone(centre.zone)
    return f"{local.day} {local:%b %Y, %H:%M}"


@register.filter
def letters_have(count: int) -> str:
    """ "One letter has", "312 letters have"."""
    return at_the_beginning(count, "letter has", "letters have")


@register.filter
def letters_are(count: int) -> str:
    """ "One letter is", "14 letters are"."""
    return at_the_beginning(count, "letter is", "letters are")


@register.filter
def emails_are(count: int) -> str:
    """ "One email is", "14 emails are"."""
    return at_the_beginning(count, "email is", "emails are")


@register.filter
def it_or_them(count: int) -> str:
    """What stands for so many."""
    return ngettext("it", "them", count)
