"""Edit status: to whom a centre gives access, and whom they can ask."""

from collections.abc import Set

from django.db import transaction

from access.granting.changes import (
    SettingsFields,
    candidate_index,
    change_settings,
    locked_settings,
    settings_of,
    ticks_of,
)
from access.granting.exceptions import Incomplete, NameNeeded, NobodySelected, TickNeeded, WayToReachNeeded
from access.granting.preview import ChangePreview, preview_of
from access.models import AccessSettings, Status
from candidates.contact import Contact
from candidates.models import Series
from centres.models import Centre
from results_portal.audit import Actor


def missing(*, status: str, deals_with_queries: bool, contact: Contact) -> list[Incomplete]:
    """What All and Selected still need; nothing for None."""
    if status == Status.NONE:
        return []
    reasons: list[Incomplete] = []
    if not deals_with_queries:
        reasons.append(TickNeeded())
    if not contact.name:
        reasons.append(NameNeeded())
    if not contact.can_be_reached:
        reasons.append(WayToReachNeeded())
    return reasons


@transaction.atomic
def save_settings(
    *,
    series: Series,
    centre: Centre,
    status: str,
    deals_with_queries: bool,
    contact: Contact,
    selection: Set[str] | None = None,
    version: int,
    by: Actor,
) -> AccessSettings:
    """Save what the officer confirmed on *Edit status*, and ask for the letters of whoever has access then.

    `selection` holds candidate numbers and counts for Selected alone; None leaves the ticks as they are. `version` is
    the one that the officer's form was opened with. Takes effect on the candidates' next request.

    Raises `Incomplete`, `NobodySelected`, `WithdrawnFromSeries`, `StaleSettings` (all `ChangeRefused`) and
    `UnknownCandidates`.
    """
    fields = _complete(status=status, deals_with_queries=deals_with_queries, contact=contact)
    settings = locked_settings(series=series, centre=centre)
    ticks = _ticks(settings, status, selection)
    change_settings(settings, fields=fields, ticks=ticks, version=version, by=by, action="change access status")
    return settings


def preview_settings(
    *,
    series: Series,
    centre: Centre,
    status: str,
    deals_with_queries: bool,
    contact: Contact,
    selection: Set[str] | None = None,
) -> ChangePreview:
    """What `save_settings` would do now. Changes nothing; raises the same, but for `StaleSettings`."""
    fields = _complete(status=status, deals_with_queries=deals_with_queries, contact=contact)
    settings = settings_of(series=series, centre=centre)
    return preview_of(settings, fields=fields, ticks=_ticks(settings, status, selection))


def _complete(*, status: str, deals_with_queries: bool, contact: Contact) -> SettingsFields:
    reasons = missing(status=status, deals_with_queries=deals_with_queries, contact=contact)
    if reasons:
        raise reasons[0]
    return SettingsFields(status=status, deals_with_queries=deals_with_queries, contact=contact)


def _ticks(settings: AccessSettings, status: str, selection: Set[str] | None) -> set[int]:
    """Who is to be ticked."""
    ticks = ticks_of(settings)
    if status == Status.SELECTED:
        if selection is not None:
            ticks = candidate_index(series=settings.series, centre=settings.centre).keys_of(selection)
        if not ticks:
            raise NobodySelected
    return ticks
