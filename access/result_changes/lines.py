"""What a centre's officers may read of changes after the release, asked for anew each time."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from access.models import AccessSettings, ChangeNotice
from candidates.embargo.changed_results import seen_lines
from candidates.models import ChangeLine, Series
from centres.models import Centre

NO_DELAY = timedelta(0)


def lines_of(*, series: Series, centre: Centre, delay: timedelta | None = None) -> QuerySet[ChangeLine]:
    """The lines of changes that the centre was told of, the newest change first.

    `delay` is the centre's, where the caller knows it already.
    """
    if delay is None:
        delay = delay_of(series=series, centre=centre)
    decided = ChangeNotice.objects.filter(change=OuterRef("change"), centre=centre)
    lines = seen_lines(series=series, centre=centre, delay=delay)
    order = ("-change", "candidate__number", "syllabus__code", "pk")
    return (
        lines.filter(Exists(decided))
        .select_related("change", "qualification", "syllabus", "candidate")
        .order_by(*order)
    )


def delay_of(*, series: Series, centre: Centre) -> timedelta:
    """How much later than the release the centre's candidates see their results."""
    found = AccessSettings.objects.filter(series=series, centre=centre).values_list("delay", flat=True).first()
    return found or NO_DELAY
