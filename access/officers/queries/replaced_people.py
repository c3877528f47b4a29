"""Whose numbers belong to another person since their letters were printed, until an officer takes the new letters."""

from django.db.models import Exists, F, OuterRef, QuerySet

from candidates.identity import since_person
from candidates.models import Candidate, Series
from centres.models import Centre
from letters.models import HandedLetter, Letter


def replaced_people(*, series: Series, centre: Centre) -> QuerySet[Candidate]:
    """The candidates whose number was another person's when letters were made, and whose own letter nobody took yet."""
    own = {"candidate": OuterRef("pk")}
    earlier = Letter.objects.filter(**own, batch__finished_at__lt=F("candidate__person_since"))
    taken_alone = HandedLetter.objects.filter(since_person("handing_over__at"), **own)
    taken_in_batch = Letter.objects.filter(
        since_person("batch__finished_at"), **own, batch__handings_over__isnull=False
    )
    changed = centre.candidates.filter(series=series, person_since__isnull=False)
    return changed.filter(Exists(earlier)).exclude(Exists(taken_alone)).exclude(Exists(taken_in_batch))
