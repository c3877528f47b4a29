"""Writes a change of who has access: locked, compared with the version that the officer saw, audited.

`access_status` and `selection` say what is wanted; everything that both share happens here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from access.eligibility import with_access
from access.granting.earlier_settings import remember
from access.granting.exceptions import StaleSettings, UnknownCandidates, WithdrawnFromSeries
from access.letters.batch_requests import request_letters, withdraw_letters
from access.models import AccessSettings, EarlierSettings, SelectedCandidate, Status
from candidates.contact import Contact
from candidates.models import Candidate, Series
from centres.models import Centre
from results_portal import audit

CHUNK = 500
# Up to so many chosen candidates are named in the audit trail.
MOST_NAMED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsFields:
    """What an officer confirms in *Edit status*: who has access, the centre's promise, and whom candidates can ask."""

    status: str
    deals_with_queries: bool
    contact: Contact

    def by_name(self) -> dict[str, Any]:
        """The values under the names of the settings' columns, as the audit trail writes them."""
        return {
            "status": self.status,
            "deals_with_queries": self.deals_with_queries,
            **self.contact.as_fields(),
        }


def fields_of(settings: AccessSettings | EarlierSettings) -> SettingsFields:
    """The fields as they stand in `settings`."""
    return SettingsFields(
        status=settings.status,
        deals_with_queries=settings.deals_with_queries,
        contact=settings.contact,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a change did: whether anything differs now, and how many candidates gained and lost access."""

    settings: AccessSettings
    changed: bool
    gained: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class CandidateIndex:
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


def candidate_index(*, series: Series, centre: Centre) -> CandidateIndex:
    """Everyone whom the centre entered in the series.

    Numbers are compared here, not in the database, so any text may be asked for.
    """
    rows = list(centre.candidates.filter(series=series).values_list("number", "pk", "withdrawn"))
    return CandidateIndex(
        eligible={number: pk for number, pk, withdrawn in rows if not withdrawn},
        withdrawn=frozenset(number for number, _, withdrawn in rows if withdrawn),
    )


def settings_of(*, series: Series, centre: Centre) -> AccessSettings:
    """The centre's settings, or new ones that aren't saved and say that nobody has access."""
    found = centre.access_settings.filter(series=series).first()
    return found or AccessSettings(series=series, centre=centre)


def locked_settings(*, series: Series, centre: Centre) -> AccessSettings:
    """The settings' row, locked until the transaction ends; made (nobody has access) where there was none."""
    return AccessSettings.objects.select_for_update().get_or_create(series=series, centre=centre)[0]


def ticked(*, series: Series, centre: Centre) -> QuerySet[SelectedCandidate]:
    """The ticks of candidates who aren't withdrawn. A withdrawn one's tick rests until the board takes them back."""
    return SelectedCandidate.objects.filter(
        candidate__series=series, candidate__centre=centre, candidate__withdrawn=False
    )


def ticks_of(settings: AccessSettings) -> set[int]:
    """The keys of those candidates."""
    return set(ticked(series=settings.series, centre=settings.centre).values_list("candidate_id", flat=True))


def change_settings(
    settings: AccessSettings,
    *,
    fields: SettingsFields,
    ticks: set[int],
    version: int,
    by: audit.Actor,
    action: str,
) -> Effect:
    """Bring `settings` (locked) to `fields` and the ticks to exactly `ticks` (candidates' keys).

    Asking for what holds already changes nothing, whatever the version: a double click is no conflict. Letters are
    asked for either way, for candidates may have been added since. Raises `StaleSettings`.
    """
    series, centre = settings.series, settings.centre
    before = fields_of(settings)
    ticks_before = ticks_of(settings)
    if fields == before and ticks == ticks_before:
        if settings.status != Status.NONE:
            request_letters(series=series, centre=centre, by=by)
        return Effect(settings=settings, changed=False)
    if version != settings.version:
        raise StaleSettings(settings, centre=centre, own=settings.changed_by == by.email)
    had_access = _with_access(settings)
    remember(settings, ticks=ticks_before)
    _write(settings, fields, by)
    _tick(ticks - ticks_before, by)
    _untick(ticks_before - ticks)
    effect = _effect(settings, had_access)
    if settings.status == Status.NONE:
        withdraw_letters(series=series, centre=centre)
    else:
        request_letters(series=series, centre=centre, by=by)
    details = _details(before, fields, effect, selected=ticks - ticks_before, deselected=ticks_before - ticks)
    audit.record(action, by=by, centre_number=centre.number, series=series.slug, details=details)
    return effect


def _details(
    before: SettingsFields, after: SettingsFields, effect: Effect, *, selected: set[int], deselected: set[int]
) -> dict[str, Any]:
    """What the audit trail keeps of a change: the fields, how many candidates, and whom somebody chose by hand."""
    details: dict[str, Any] = {
        **_differing(before, after),
        "gaining access": effect.gained,
        "losing access": effect.lost,
        "selected": len(selected),
        "deselected": len(deselected),
    }
    named = _named(selected | deselected)
    if named:
        details["named"] = named
    return details


def _named(candidate_pks: set[int]) -> list[str]:
    """Who they are at this moment, for the audit trail; of very many nobody, for the numbers say enough."""
    if not 0 < len(candidate_pks) <= MOST_NAMED:
        return []
    return [str(candidate) for candidate in Candidate.objects.filter(pk__in=candidate_pks).order_by("number")]


def _with_access(settings: AccessSettings) -> set[int]:
    candidates = settings.centre.candidates.filter(series=settings.series)
    return set(with_access(candidates).values_list("pk", flat=True))


def _write(settings: AccessSettings, fields: SettingsFields, by: audit.Actor) -> None:
    for name, value in fields.by_name().items():
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


def _effect(settings: AccessSettings, had_access: set[int]) -> Effect:
    have_access = _with_access(settings)
    gained, lost = len(have_access - had_access), len(had_access - have_access)
    return Effect(settings=settings, changed=True, gained=gained, lost=lost)


def _differing(before: SettingsFields, after: SettingsFields) -> dict[str, dict[str, Any]]:
    """The fields that differ, as they were and as they are, for the audit entry."""
    old, new = before.by_name(), after.by_name()
    changed = [name for name in old if old[name] != new[name]]
    return {"before": {name: old[name] for name in changed}, "after": {name: new[name] for name in changed}}
