"""Decides, centre by centre, whom a change of results concerns, and tells its heads and officers.

Each centre is decided once, in one transaction: its lines, its entry in the trail and its e-mails are there together
or not at all. Where candidates couldn't see the result when it changed, there is neither.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from access.models import ChangeNotice
from access.result_changes import emails
from access.result_changes.lines import delay_of
from candidates.embargo.changed_results import covered_by_hold, lines_open_then, seen_lines
from candidates.models import ChangeLine, ResultChange
from centres.models import Centre
from results_portal import audit
from results_portal.audit import Service

WORKER = Service("worker")


def tell_centres(change_pk: int) -> None:
    """Tell every centre that the change concerns. Doing it twice tells nobody twice."""
    change = ResultChange.objects.select_related("series", "hold__candidate").filter(pk=change_pk, told_at=None).first()
    if change is None:
        return
    mails = 0
    for centre in _centres(change):
        mails += tell_centre(change, centre, mails_before=mails)
    ResultChange.objects.filter(pk=change_pk, told_at=None).update(told_at=Now())


@transaction.atomic
def tell_centre(change: ResultChange, centre: Centre, *, mails_before: int = 0) -> int:
    """Decide about one centre, unless that was done. Returns how many e-mails it took."""
    notice, is_new = ChangeNotice.objects.get_or_create(change=change, centre=centre)
    if not is_new:
        return 0
    delay = delay_of(series=change.series, centre=centre)
    notice.candidates = _decide(change, centre, delay)
    notice.save(update_fields=["candidates"])
    seen = seen_lines(series=change.series, centre=centre, delay=delay).filter(change=change)
    what = sorted(set(seen.order_by().values_list("what", flat=True)))
    if not what:
        return 0
    mails = emails.send(notice, mails_before=mails_before)
    audit.record(
        "tell centre of changes",
        by=WORKER,
        centre_number=centre.number,
        series=change.series.slug,
        details={"candidates": notice.candidates, "what": what},
    )
    return mails


def _decide(change: ResultChange, centre: Centre, delay: timedelta) -> int:
    """Write or remove lines, so that those are there which count; returns how many candidates they are about."""
    if change.hold is not None:
        covered = covered_by_hold(change, centre=centre, delay=delay)
        ChangeLine.objects.bulk_create(covered.lines)
        return covered.candidates
    lines = ChangeLine.objects.filter(change=change, centre=centre)
    counting = lines_open_then(series=change.series, centre=centre, delay=delay).filter(change=change)
    lines.exclude(pk__in=counting.values("pk")).delete()
    return lines.order_by().values("candidate").distinct().count()


def _centres(change: ResultChange) -> QuerySet[Centre]:
    """The centres that the change may concern and that weren't decided about yet, by number."""
    undecided = Centre.objects.filter(~Exists(ChangeNotice.objects.filter(change=change, centre=OuterRef("pk"))))
    hold = change.hold
    if hold is None:
        return undecided.filter(Exists(ChangeLine.objects.filter(change=change, centre=OuterRef("pk"))))
    if hold.candidate is not None:
        return undecided.filter(pk=hold.candidate.centre_id)
    if hold.centre_id is not None:
        return undecided.filter(pk=hold.centre_id)
    return undecided.filter(Exists(change.series.candidates.filter(centre=OuterRef("pk"))))
