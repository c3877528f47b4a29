"""Which columns an address of the admin may filter by: those that the page offers, and no others.

Django lets an address filter by any column of the model and, through a listed relation, by more:
`?password__startswith` finds a hash symbol by symbol, a chain of relations tells who has a result.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.options import ModelAdmin
from django.db.models import DateField
from django.http import HttpRequest

PARTS_OF_DATE = ("year", "month", "day")


def allowed_lookups(page: "ModelAdmin[Any]", request: HttpRequest) -> frozenset[str]:
    """What the page's own filters and its row of dates put into addresses."""
    allowed = {f"{page.date_hierarchy}__{part}" for part in PARTS_OF_DATE if page.date_hierarchy}
    offers: Sequence[Any] = page.get_list_filter(request)
    for offered in offers:
        if isinstance(offered, type) and issubclass(offered, SimpleListFilter):
            allowed.add(str(offered.parameter_name))
        else:
            path = offered if isinstance(offered, str) else str(offered[0])
            allowed.update(f"{path}{ending}" for ending in _endings(_field(page.model, path)))
    return frozenset(allowed)


def _endings(field: Any) -> Iterator[str]:
    yield from ("", "__exact", "__isnull")
    if field.remote_field is not None:
        yield f"__{field.related_model._meta.pk.name}__exact"
    if isinstance(field, DateField):
        yield from ("__gte", "__lt")


def _field(model: Any, path: str) -> Any:
    field: Any = None
    for part in path.split("__"):
        field = model._meta.get_field(part)
        model = getattr(field, "related_model", None)
    return field
