"""Keeps those who are refused, and strangers, from filling the trail: they can repeat themselves as often as they like.

The first of them within a period are entries like any other. The rest are counted, and one entry says at the end of the
period how many there were and what they were about. All strangers together count as one actor, so that many addresses
make no more entries than one.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from results_portal.audit.actors import Actor, kind_of
from results_portal.audit.details import printable
from results_portal.audit.entries import record
from results_portal.models import AuditTally

PERIOD = timedelta(hours=1)
# So many a period are entries of their own; beyond, so many different things are told apart.
SEPARATE = 20
TOLD_APART = 200
OTHERS = "others"


@dataclass(slots=True, kw_only=True)
class CountedActor:
    """Whoever it was, as the tally kept them."""

    email: str
    audit_kind: str


def record_counted(
    action: str,
    *,
    by: Actor,
    about: str,
    centre_number: str = "",
    series: str = "",
    target: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Like `record`, for what somebody can repeat at will. `about` is what a summary tells apart, in a few words."""
    tally = _locked_tally(action, by, centre_number)
    if tally.since + PERIOD <= timezone.now():
        _sum_up(tally)
        tally.since, tally.entries, tally.counted, tally.about = timezone.now(), 0, 0, {}
    separate = tally.entries < SEPARATE
    if separate:
        tally.entries += 1
    else:
        tally.counted += 1
        _count(tally.about, printable(about)[:100])
    tally.save(update_fields=["since", "entries", "counted", "about"])
    if separate:
        record(action, by=by, centre_number=centre_number, series=series, target=target, details=details)


def sum_up() -> int:
    """Write the summaries of periods that are over; returns how many. Workers call it now and then."""
    written = 0
    over = AuditTally.objects.filter(since__lte=timezone.now() - PERIOD)
    for key in list(over.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            tally = over.select_for_update().filter(pk=key).first()
            if tally is not None:
                written += _sum_up(tally)
                tally.delete()
    return written


def _locked_tally(action: str, by: Actor, centre_number: str) -> AuditTally:
    row = {"action": action, "actor": printable(by.email)[:254], "actor_kind": kind_of(by)}
    row["centre_number"] = centre_number
    key = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
    return AuditTally.objects.select_for_update().get_or_create(key=key, defaults=row)[0]


def _count(about: dict[str, int], what: str) -> None:
    name = what if what in about or len(about) < TOLD_APART else OTHERS
    about[name] = about.get(name, 0) + 1


def _sum_up(tally: AuditTally) -> bool:
    """One entry for what was only counted, if anything was. Keys of details may name no secret; values may."""
    if not tally.counted:
        return False
    record(
        tally.action,
        by=CountedActor(email=tally.actor, audit_kind=tally.actor_kind),
        centre_number=tally.centre_number,
        details={
            "further times": tally.counted,
            "since": tally.since,
            "until": min(timezone.now(), tally.since + PERIOD),
            "about": [f"{what}: {times}" for what, times in sorted(tally.about.items())],
        },
    )
    return True
