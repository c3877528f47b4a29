"""Staff look at a candidate's page with placeholders for grades; each time is on record, in the centre's trail too."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from candidates.models import Candidate
from candidates.results_page.placeholders import placeholder_page
from candidates.results_page.presenters import ResultsPage
from centres.models import User
from results_portal import audit

PERMISSION = "candidates.view_as_candidate"


@transaction.atomic
def view_as_candidate(candidate: Candidate, *, by: User) -> ResultsPage:
    """The page. Raises `PermissionDenied`. It shows no grade, whoever asks and whenever: that is not what it is for."""
    if not (by.is_staff and by.has_perm(PERMISSION)):
        raise PermissionDenied(f"{PERMISSION} is not among your permissions")
    page = placeholder_page(candidate)
    audit.record_counted(
        "view as candidate",
        by=by,
        about=f"{candidate.series.slug} {candidate.number}",
        centre_number=candidate.centre.number,
        series=candidate.series.slug,
        target=candidate.number,
    )
    return page
