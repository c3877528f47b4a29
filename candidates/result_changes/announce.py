"""Writes down that the board changed results, for whoever tells the centres."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models.functions import Now
from django.dispatch import Signal

from candidates.models import Hold, Load, ResultChange, Series

# Sent once the change is committed. Receivers get `change`, the key of the `ResultChange`.
change_announced = Signal()


def announce(
    *,
    series: Series | int,
    at: datetime | None = None,
    load: Load | None = None,
    hold: Hold | None = None,
    ends_hold: bool = False,
    cause: str = "",
) -> ResultChange:
    """A change is being made in this transaction. Without `at` it is made now, by the database's clock."""
    series_id = series.pk if isinstance(series, Series) else series
    change = ResultChange.objects.create(
        series_id=series_id, at=at or Now(), load=load, hold=hold, ends_hold=ends_hold, cause=cause
    )
    transaction.on_commit(partial(change_announced.send, sender=ResultChange, change=change.pk), robust=True)
    return change
