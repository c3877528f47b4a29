"""Changes that centres weren't told of yet, for whoever takes a copied installation over."""

from django.db.models import QuerySet
from django.db.models.functions import Now

from candidates.models import ResultChange
from results_portal.installation.waiting import Source


def _rows() -> QuerySet[ResultChange]:
    return ResultChange.objects.filter(told_at__isnull=True)


def _drop() -> int:
    return _rows().update(told_at=Now())


SOURCE = Source(what="changes of results that centres are to be told of", queued_by="at", rows=_rows, drop=_drop)
