"""The mark that stands on every page of a rehearsal: a band above the page, found from what the page is about."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import Model
from django.template import Context

from candidates.models import Series
from results_portal.text.rehearsal import MARK, PREFIX, SLUG_PREFIX

register = template.Library()

# What pages call the thing that they are about, and by which names it leads to its series.
ABOUT: tuple[str, ...] = (
    "series",
    "candidate",
    "visitor",
    "facts",
    "desk",
    "asked",
    "hold",
    "exception",
    "statement",
    "answer",
)
ABOUT += ("original", "object", "job")
LEADS_TO = ("series", "candidate", "entry", "release", "change", "batch", "mail", "letter", "handing_over", "settings")
FARTHEST = 3


@register.inclusion_tag("components/rehearsal_mark.html", takes_context=True)
def rehearsal_mark(context: Context) -> dict[str, str]:
    """The mark where the page is about a rehearsal or something of one, else nothing."""
    about = (context.get(name) for name in ABOUT)
    return {"mark": MARK if any(is_of_rehearsal(each) for each in about) else ""}


def is_of_rehearsal(thing: Any) -> bool:
    """Whether `thing` is a rehearsal, or leads to one in a few steps: a result to its entry, candidate and series."""
    return bool(_known(thing, FARTHEST))


def _known(thing: Any, steps: int) -> bool | None:
    """Whether the series that `thing` leads to is a rehearsal; None where it leads to none."""
    if isinstance(thing, Series):
        return thing.is_rehearsal
    if isinstance(thing, str):
        # Some pages know a series by its name or its address alone.
        return thing.startswith((PREFIX, SLUG_PREFIX)) or None
    if isinstance(thing, list):
        return any(_known(each, 0) for each in thing) or None
    if steps and thing is not None:
        for name in _names(thing):
            known = _known(getattr(thing, name, None), steps - 1)
            if known is not None:
                return known
    return None


def _names(thing: Any) -> Iterable[str]:
    """By which names to go on; of a row only to those that it names itself, never to its result or its password."""
    if isinstance(thing, Model):
        own = {field.name for field in thing._meta.concrete_fields}
        return [name for name in LEADS_TO if name in own]
    return LEADS_TO
