"""Which results a load corrects or withdraws that candidates may have seen."""

from collections.abc import Iterator

from candidates.embargo.changed_results import ChangedResult, What
from candidates.loading.planning.plan import LoadPlan
from candidates.loading.planning.results import CORRECTED_SINCE
from candidates.loading.planning.stored import Stored
from candidates.loading.writing.columns import entry_of


def changed_results(plan: LoadPlan, stored: Stored) -> Iterator[ChangedResult]:
    """Those that are marked as corrected, and those that are withdrawn. Of a number's next person all is news."""
    table = plan.tables.get("results")
    if table is None:
        return
    replaced = frozenset(plan.replaced)
    for row in table.changed:
        before = (row.old or ())[CORRECTED_SINCE:]
        if row.new[CORRECTED_SINCE:] != before and row.key[:3] not in replaced:
            yield ChangedResult(entry_of(row, stored), What.CORRECTED)
    for row in table.withdrawn:
        if row.key[:3] not in replaced:
            yield ChangedResult(entry_of(row, stored), What.WITHDRAWN)
