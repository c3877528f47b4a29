"""Which holds and stops cover the entry, or the line of a change, that an outer query is about."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from candidates.models import Hold

# How an entry names each part of a hold's scope.
OF_ENTRY = {
    "series": "candidate__series",
    "qualification": "qualification",
    "syllabus": "syllabus",
    "centre": "candidate__centre",
    "candidate": "candidate",
}


def covering(parts: Mapping[str, str] = OF_ENTRY) -> QuerySet[Hold]:
    """The holds and stops, in force or ended, that cover the row of the outer query, which names its parts so."""
    found = Hold.objects.filter(series=OuterRef(parts["series"]))
    for part, named in parts.items():
        if part != "series":
            found = found.filter(Q(**{f"{part}__isnull": True}) | Q(**{part: OuterRef(named)}))
    return found


def in_force_at(instant: Any) -> Q:
    """The condition on holds that they kept results back at `instant`, a value or an expression."""
    return Q(made_at__lte=instant) & (Q(ended_at__isnull=True) | Q(ended_at__gt=instant))
