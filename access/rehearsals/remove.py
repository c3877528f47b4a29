"""Removes a rehearsal as if it had never been made; the audit trail keeps what was done. Never a real series."""

from dataclasses import asdict, dataclass
from itertools import batched

from django.db import transaction
from django.db.models import QuerySet

from candidates.models import Candidate, ChangeRequest, Entry, Hold, ResultChange, Series
from candidates.rehearsals.make import RehearsalNotPossible, require
from centres.models import Centre
from letters.batches import cleanup
from letters.models import LetterBatch, LetterMail
from results_portal import audit, installation
from results_portal.text.rehearsal import PREFIX

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalEffect:
    """How much goes with a rehearsal. `centres` are made-up ones with nobody else in them."""

    candidates: int
    entries: int
    letters: int
    emails: int
    centres: int


def effect_of_removal(series: Series) -> RemovalEffect:
    """What `remove_rehearsal` would remove."""
    candidates = series.candidates
    return RemovalEffect(
        candidates=candidates.count(),
        entries=Entry.objects.filter(candidate__series=series).count(),
        letters=LetterBatch.objects.filter(series=series).count(),
        emails=LetterMail.objects.filter(candidate__series=series).count(),
        centres=_made_up_centres(series).exclude(candidates__series__in=Series.objects.exclude(pk=series.pk)).count(),
    )


@transaction.atomic
def remove_rehearsal(series: Series, *, by: audit.Actor) -> RemovalEffect:
    """Remove it. Raises `PermissionDenied`, and `RehearsalNotPossible` for a real series, whatever it is called."""
    require(by)
    try:
        installation.require_own()
    except OSError as why:
        raise RehearsalNotPossible(str(why)) from why
    locked = Series.objects.select_for_update().filter(pk=series.pk, is_rehearsal=True).first()
    if locked is None:
        raise RehearsalNotPossible("This is no rehearsal, or it is removed already. Nothing was removed.")
    effect = effect_of_removal(locked)
    centres = list(_made_up_centres(locked).values_list("pk", flat=True))
    ResultChange.objects.filter(series=locked).delete()
    Hold.objects.filter(series=locked).delete()
    ChangeRequest.objects.filter(series=locked).delete()
    for keys in batched(list(locked.candidates.order_by().values_list("pk", flat=True)), CHUNK):
        Candidate.objects.filter(pk__in=keys).delete()
    slug = locked.slug
    locked.delete()
    _unused(centres).delete()
    # Files whose rows are gone belong to nobody.
    transaction.on_commit(cleanup.remove_orphans, robust=True)
    audit.record("remove rehearsal", by=by, series=slug, details=asdict(effect))
    return effect


def _made_up_centres(series: Series) -> QuerySet[Centre]:
    return Centre.objects.filter(name__startswith=PREFIX, candidates__series=series).distinct()


def _unused(keys: list[int]) -> QuerySet[Centre]:
    """Those of these centres in which nobody is left."""
    nobody = {"candidates": None, "memberships": None, "holds": None, "release_exceptions": None}
    return Centre.objects.filter(pk__in=keys, **nobody)
