"""Edit status: to whom a centre gives access, and whom they can ask."""

from collections.abc import Set

from django.db import transaction

from access.granting.changes import change, locked_settings, roll_of, ticked
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
    needed = (
        (deals_with_queries, TickNeeded),
        (contact.name, NameNeeded),
        (contact.can_be_reached, WayToReachNeeded),
    )
    return [reason() for given, reason in needed if not given]


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

    Raises `Incomplete`, `NobodySelected`, `WithdrawnFromSeries`, `StaleSettings` (all `Refused`), `UnknownCandidates`.
    """
    for reason in missing(status=status, deals_with_queries=deals_with_queries, contact=contact):
        raise reason
    settings = locked_settings(series=series, centre=centre)
    ticks = set(ticked(series=series, centre=centre).values_list("candidate_id", flat=True))
    if status == Status.SELECTED:
        if selection is not None:
            ticks = roll_of(series=series, centre=centre).keys_of(selection)
        if not ticks:
            raise NobodySelected
    wanted = {"status": status, "deals_with_queries": deals_with_queries, **contact.as_fields()}
    change(settings, action="change access status", wanted=wanted, ticks=ticks, version=version, by=by)
    return settings
