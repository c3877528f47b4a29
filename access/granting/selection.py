"""View candidates: selecting and deselecting one candidate or many."""

from collections.abc import Set
from dataclasses import dataclass, replace

from django.db import transaction

from access.granting.changes import (
    CandidateIndex,
    SettingsFields,
    candidate_index,
    change_settings,
    fields_of,
    locked_settings,
    settings_of,
    ticks_of,
)
from access.granting.exceptions import NoneWouldBeLeft, StatusIsNone
from access.granting.preview import ChangePreview, preview_of
from access.models import AccessSettings, Status
from candidates.models import Series
from centres.models import Centre
from results_portal.audit import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionOutcome:
    """What a change of the selection did.

    `left_all`: the status was *All candidates* and is *Selected candidates* now, so later candidates aren't covered.
    """

    changed: bool
    gained: int
    lost: int
    selected: int
    left_all: bool


@transaction.atomic
def change_selection(
    *,
    series: Series,
    centre: Centre,
    select: Set[str] = frozenset(),
    deselect: Set[str] = frozenset(),
    version: int,
    by: Actor,
) -> SelectionOutcome:
    """Select and deselect candidates by number, and ask for the letters of whoever has access then.

    Under *All candidates* deselecting turns the status into *Selected candidates* with everyone else selected.
    A candidate who is both in `select` and `deselect` ends deselected. Withdrawn candidates can be deselected only.

    Raises `StatusIsNone`, `NoneWouldBeLeft`, `WithdrawnFromSeries`, `StaleSettings` (all `ChangeRefused`),
    `UnknownCandidates`.
    """
    settings = locked_settings(series=series, centre=centre)
    index = candidate_index(series=series, centre=centre)
    was_all = settings.status == Status.ALL
    fields, ticks = _wanted(settings, index, select=select, deselect=deselect)
    leaves_all = was_all and fields.status != Status.ALL
    effect = change_settings(settings, fields=fields, ticks=ticks, version=version, by=by, action="change selection")
    selected = len(ticks)
    if was_all and not leaves_all:
        selected = len(index.eligible)
    return SelectionOutcome(
        changed=effect.changed, gained=effect.gained, lost=effect.lost, selected=selected, left_all=leaves_all
    )


def preview_selection(
    *, series: Series, centre: Centre, select: Set[str] = frozenset(), deselect: Set[str] = frozenset()
) -> ChangePreview:
    """What `change_selection` would do now. Changes nothing; raises the same, but for `StaleSettings`."""
    settings = settings_of(series=series, centre=centre)
    index = candidate_index(series=series, centre=centre)
    fields, ticks = _wanted(settings, index, select=select, deselect=deselect)
    return preview_of(settings, fields=fields, ticks=ticks)


def _wanted(
    settings: AccessSettings, index: CandidateIndex, *, select: Set[str], deselect: Set[str]
) -> tuple[SettingsFields, set[int]]:
    """The settings and ticks as they are to be. Under *No candidates* nobody can be selected, and nobody is."""
    adding = index.keys_of(select)
    removing = index.keys_of(set(deselect) - index.withdrawn)
    fields = fields_of(settings)
    if settings.status == Status.NONE:
        if adding:
            raise StatusIsNone
        return fields, ticks_of(settings)
    if settings.status == Status.ALL and removing:
        fields = replace(fields, status=Status.SELECTED)
    return fields, _ticks(settings, index, adding=adding, removing=removing)


def _ticks(settings: AccessSettings, index: CandidateIndex, *, adding: set[int], removing: set[int]) -> set[int]:
    """Who is to be ticked. Under *All* without anybody leaving, the ticks rest as they are: they don't count."""
    now = ticks_of(settings)
    if settings.status == Status.ALL:
        if not removing:
            return now
        now = set(index.eligible.values())
    ticks = (now | adding) - removing
    if not ticks:
        raise NoneWouldBeLeft
    return ticks
