"""What the first page of the administration says about letters."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.urls import reverse

from centres.desk.notices import Notice
from centres.models import User
from letters.models import LetterBatch
from results_portal.text.counted import counted

SEEN_WITH = "letters.view_letterbatch"
State = LetterBatch.State


def notices_for(user: User) -> Iterator[Notice]:
    """How many centres' letters failed, or say something that has changed since, in each series."""
    if not user.has_perm(SEEN_WITH):
        return
    newer = LetterBatch.objects.filter(series=OuterRef("series"), centre=OuterRef("centre"), pk__gt=OuterRef("pk"))
    failed = LetterBatch.objects.filter(~Exists(newer), state=State.FAILED)
    outdated = LetterBatch.objects.filter(state=State.READY, outdated=True)
    yield from _by_series(failed, "could not be made", "state__exact", State.FAILED)
    yield from _by_series(outdated, "say something that has changed since", "state__exact", State.READY)
    yield from _old_instants()


def _old_instants() -> Iterator[Notice]:
    """Letters in people's hands that name another instant than the one that counts."""
    batches = LetterBatch.objects.filter(state=State.READY, old_instants__gt=0).order_by()
    summed = batches.values_list("series", "series__name").annotate(Sum("old_instants"), Count("pk"))
    for series, name, letters, centres in summed.order_by("-series"):
        of_letters = counted(letters, "letter that was taken names", "letters that were taken name")
        query = urlencode({"series__id__exact": series, "state__exact": State.READY})
        address = f"{reverse('admin:letters_letterbatch_changelist')}?{query}"
        where = counted(centres, "centre", "centres")
        yield Notice(text=f"{name}: {of_letters} another instant, at {where}.", address=address)


def _by_series(batches: QuerySet[LetterBatch], what: str, lookup: str, value: str) -> Iterator[Notice]:
    grouped = batches.order_by().values_list("series", "series__name").annotate(Count("pk"))
    for series, name, count in grouped.order_by("-series"):
        centres = counted(count, "centre", "centres")
        query = urlencode({"series__id__exact": series, lookup: value})
        address = f"{reverse('admin:letters_letterbatch_changelist')}?{query}"
        yield Notice(text=f"{name}: letters of {centres} {what}.", address=address)
