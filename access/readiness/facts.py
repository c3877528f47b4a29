"""Centres without access settings, and letters in people's hands that name another instant."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Sum

from access.models import AccessSettings, Status
from candidates.holds.scope import Scope
from candidates.models import Candidate
from candidates.readiness.facts import LISTED, Fact
from centres.models import Centre
from letters.models import LetterBatch
from results_portal.text.counted import counted


def access_and_letters(scope: Scope) -> Iterator[Fact]:
    """Both facts, in four queries."""
    yield _without_access(scope)
    yield _old_letters(scope)


def _without_access(scope: Scope) -> Fact:
    entered = Candidate.objects.filter(
        centre=OuterRef("pk"),
        series=scope.series,
        withdrawn=False,
        entries__qualification=scope.qualification,
        entries__withdrawn=False,
    )
    giving = AccessSettings.objects.filter(centre=OuterRef("pk"), series=scope.series).exclude(status=Status.NONE)
    centres = Centre.objects.filter(~Exists(giving), Exists(entered), results_service=True, closed_at=None)
    count = centres.count()
    text = "Every centre with candidates for this has chosen who has access."
    if count:
        text = f"{counted(count, 'centre gives', 'centres give')} no candidate access: nobody there can see results."
    return Fact(
        heading="Access settings",
        text=text,
        is_well=not count,
        lines=tuple(str(centre) for centre in centres[:LISTED]),
    )


def _old_letters(scope: Scope) -> Fact:
    batches = LetterBatch.objects.filter(series=scope.series, state=LetterBatch.State.READY, old_instants__gt=0)
    total = batches.aggregate(total=Sum("old_instants"))["total"] or 0
    text = "No letter of this series that was taken names another instant."
    if total:
        text = f"{counted(total, 'letter', 'letters')} of this series that officers have taken name another instant."
    shown = batches.select_related("centre").order_by("-old_instants", "centre__number")[:LISTED]
    return Fact(
        heading="Letters",
        text=text,
        is_well=not total,
        lines=tuple(f"{batch.centre}: {batch.old_instants:,}" for batch in shown),
    )
