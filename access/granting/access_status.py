"""Edit status: to whom a centre gives access, and whom they can ask."""

from collections.abc import Set

from django.db import transaction

from access.granting.changes import SettingsFields, candidate_index, change_settings, locked_settings, ticked
from access.granting.exceptions import Incomplete, NameNeeded, NobodySelected, TickNeeded, WayToReachNeeded
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
    reasons = missing(status=status, deals_with_queries=deals_with_queries, contact=contact)
    if reasons:
        raise reasons[0]
    settings = locked_settings(series=series, centre=centre)
    ticks = set(ticked(series=series, centre=centre).values_list("candidate_id", flat=True))
    if status == Status.SELECTED:
        if selection is not None:
            ticks = candidate_index(series=series, centre=centre).keys_of(selection)
        if not ticks:
            raise NobodySelected
    fields = SettingsFields(status=status, deals_with_queries=deals_with_queries, contact=contact)
    change_settings(settings, fields=fields, ticks=ticks, version=version, by=by, action="change access status")
    return settings
