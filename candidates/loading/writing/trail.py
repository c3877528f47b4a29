"""What a load leaves in the audit trail: counts, and codes of what it withdrew. Nothing about a person or a grade."""

from collections import defaultdict
from typing import Any

from candidates.identity import moved_away
from candidates.loading.planning.plan import LoadPlan
from candidates.models import Candidate
from results_portal import audit


def record_withdrawals(plan: LoadPlan, *, by: audit.Actor) -> None:
    """One entry for each series and centre of which the load withdraws something."""
    withdrawn: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, table in plan.tables.items():
        for row in table.withdrawn:
            withdrawn[row.key[0], row.key[1]][name].append(" ".join(row.key[2:]))
    # Entries of several centres go in the order of their numbers.
    for series, centre in sorted(withdrawn, key=lambda place: (place[1], place[0])):
        found = withdrawn[series, centre]
        details: dict[str, Any] = {"candidates": found["candidates"], "entries": found["entries"]}
        details["results"] = len(found["results"])
        details["moved"] = _moved(series, centre, found["candidates"])
        audit.record(
            "withdraw what files lack", by=by, centre_number=centre, series=plan.series[series], details=details
        )


def _moved(series: str, centre: str, numbers: list[str]) -> list[str]:
    """The numbers of those who stand at another centre now: their officer reads it in the trail."""
    if not numbers:
        return []
    left = Candidate.objects.filter(series__name=series, centre__number=centre, number__in=numbers)
    return list(moved_away(left).order_by("number").values_list("number", flat=True))


def record_load(plan: LoadPlan, *, replaced: int, by: audit.Actor) -> None:
    """The entry of the load itself. `replaced` counts the numbers under which another person stands since."""
    files = {}
    for name, table in plan.tables.items():
        files[f"{name}.csv"] = {"added": len(table.new), "changed": len(table.changed)}
    details: dict[str, Any] = {"series": plan.slugs, "files": files, "corrected": plan.corrected}
    details["another person"] = replaced
    if plan.reverted:
        details["reverted"] = plan.reverted
    series = ""
    if len(plan.slugs) == 1:
        series = plan.slugs[0]
    audit.record("load series", by=by, series=series, details=details)
