"""Writes a change of who has access: locked, compared with the version that the officer saw, audited.

`access_status` and `selection` say what is wanted; everything that both share happens here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from access.eligibility import with_access
from access.granting.exceptions import StaleSettings, UnknownCandidates, WithdrawnFromSeries
from access.letters.batch_requests import want_letters
from access.models import AccessSettings, SelectedCandidate, Status
from candidates.contact import CONTACT_FIELDS
from candidates.models import Series
from centres.models import Centre
from results_portal import audit

FIELDS = ("status", "deals_with_queries", *CONTACT_FIELDS)
CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a change did: whether anything differs now, and how many candidates gained and lost access."""

    settings: AccessSettings
    changed: bool
    gained: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Roll:
    """A centre's candidates in a series, by number, as far as selecting them goes."""

    eligible: dict[str, int]
    withdrawn: frozenset[str]

    def keys_of(self, numbers: Iterable[str]) -> set[int]:
        """The candidates' keys; raises `UnknownCandidates`, `WithdrawnFromSeries`."""
        wanted = set(numbers)
        if wanted - self.eligible.keys() - self.withdrawn:
            raise UnknownCandidates
        if wanted & self.withdrawn:
            raise WithdrawnFromSeries(wanted & self.withdrawn)
        return {self.eligible[number] for number in wanted}


def roll_of(*, series: Series, centre: Centre) -> Roll:
    """Everyone on the roll. Numbers are compared here, not in the database, so any text may be asked for."""
    rows = list(centre.candidates.filter(series=series).values_list("number", "pk", "withdrawn"))
    return Roll(
        eligible={number: pk for number, pk, withdrawn in rows if not withdrawn},
        withdrawn=frozenset(number for number, _, withdrawn in rows if withdrawn),
    )


def locked_settings(*, series: Series, centre: Centre) -> AccessSettings:
    """The settings' row, locked until the transaction ends; made (nobody has access) where there was none."""
    return AccessSettings.objects.select_for_update().get_or_create(series=series, centre=centre)[0]


def ticked(*, series: Series, centre: Centre) -> QuerySet[SelectedCandidate]:
    """The ticks of candidates who aren't withdrawn. A withdrawn one's tick rests until the board takes them back."""
    return SelectedCandidate.objects.filter(
        candidate__series=series, candidate__centre=centre, candidate__withdrawn=False
    )


def change(
    settings: AccessSettings, *, action: str, wanted: dict[str, Any], ticks: set[int], version: int, by: audit.Actor
) -> Effect:
    """Bring `settings` (locked) to the fields in `wanted` and the ticks to exactly `ticks` (candidates' keys).

    Asking for what holds already changes nothing, whatever the version: a double click is no conflict. Letters are
    asked for either way, for candidates may have been added since. Raises `StaleSettings`.
    """
    before = {name: getattr(settings, name) for name in FIELDS}
    after = {**before, **wanted}
    series, centre = settings.series, settings.centre
    now_ticked = set(ticked(series=series, centre=centre).values_list("candidate_id", flat=True))
    effect, details = Effect(settings=settings, changed=False), {}
    if after != before or ticks != now_ticked:
        if version != settings.version:
            raise StaleSettings(settings, centre=centre, own=settings.changed_by == by.email)
        holders = _holders(settings)
        _write(settings, after, by)
        _tick(ticks - now_ticked, by)
        _untick(now_ticked - ticks)
        effect = _effect(settings, holders)
        details = {
            **_differing(before, after),
            "gaining access": effect.gained,
            "losing access": effect.lost,
            "selected": len(ticks - now_ticked),
            "deselected": len(now_ticked - ticks),
        }
    # Letters of somebody who has lost access must not lie ready, so even under None the old ones are asked away.
    if settings.status != Status.NONE or effect.lost:
        want_letters(series=series, centre=centre, by=by)
    if effect.changed:
        audit.record(action, by=by, centre_number=centre.number, series=series.slug, details=details)
    return effect


def _holders(settings: AccessSettings) -> set[int]:
    roll = settings.centre.candidates.filter(series=settings.series)
    return set(with_access(roll).values_list("pk", flat=True))


def _write(settings: AccessSettings, after: dict[str, Any], by: audit.Actor) -> None:
    for name, value in after.items():
        setattr(settings, name, value)
    settings.version += 1
    settings.changed_by = by.email
    settings.save()


def _tick(keys: set[int], by: audit.Actor) -> None:
    rows = (SelectedCandidate(candidate_id=key, selected_by=by.email) for key in sorted(keys))
    SelectedCandidate.objects.bulk_create(rows, batch_size=CHUNK)


def _untick(keys: set[int]) -> None:
    listed = sorted(keys)
    for start in range(0, len(listed), CHUNK):
        SelectedCandidate.objects.filter(candidate__in=listed[start : start + CHUNK]).delete()


def _effect(settings: AccessSettings, holders_before: set[int]) -> Effect:
    holders = _holders(settings)
    gained, lost = len(holders - holders_before), len(holders_before - holders)
    return Effect(settings=settings, changed=True, gained=gained, lost=lost)


def _differing(before: dict[str, Any], after: dict[str, Any]) -> dict[str, dict[str, Any]]:
    changed = [name for name in FIELDS if before[name] != after[name]]
    return {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}}
