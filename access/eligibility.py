"""Who has access at this moment: the one place that says so, for sign-in, pages and letters alike."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from access.models import AccessSettings, Status
from candidates.models import Candidate


def allowed() -> Q:
    """The condition on a `Candidate` under which the centre gives it access now."""
    settings = AccessSettings.objects.filter(series=OuterRef("series"), centre=OuterRef("centre"))
    everyone = Exists(settings.filter(status=Status.ALL))
    ticked = Exists(settings.filter(status=Status.SELECTED)) & Q(selected__isnull=False)
    return Q(withdrawn=False, centre__results_service=True) & (everyone | ticked)


def with_access(candidates: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Those of `candidates` to whom their centre gives access now, whether or not they have a password yet."""
    return candidates.filter(allowed())
