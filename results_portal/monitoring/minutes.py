"""Writes down what a process counted: one row for each minute, site and figure, to which all processes add.

A thread of each web process does so every few seconds, and workers in their rounds: one statement each time. The
database says which minute it is, for the clocks of machines differ.
"""

import logging
from datetime import datetime, timedelta
from itertools import batched
from threading import Thread

from django.db import DatabaseError, InterfaceError, connection
from django.db.models.functions import Now

from results_portal.models import MinuteFigure
from results_portal.monitoring import background, figures
from results_portal.monitoring.figures import Figure

logger = logging.getLogger(__name__)

WRITTEN_EVERY_SECONDS = 5.0
KEPT = timedelta(days=7)
# Rows of one statement. More come together only after the database was out of reach.
AT_ONCE = 500

_MINUTES = {
    "postgresql": "date_trunc('minute', statement_timestamp() - column1 * interval '1 second')",
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:00', 'now', '-' || column1 || ' seconds')",
}


def begin() -> Thread:
    """Write down every few seconds, in a thread of this process that is watched."""
    return background.begin(write_down_or_log, name="minute figures", every=WRITTEN_EVERY_SECONDS)


def write_down_or_log() -> None:
    """As `write_down`. A database that can't be reached is nothing new: the figures wait."""
    try:
        write_down()
    except (DatabaseError, InterfaceError) as why:
        logger.warning("figures of the last seconds wait for the database (%s)", type(why).__name__)
    finally:
        connection.close()


def write_down() -> None:
    """Add what this process counted to the rows of its minutes. What can't be written is kept for the next time."""
    left = figures.take()
    try:
        for some in batched(sorted(left.items()), AT_ONCE):
            _add([(figures.age(number), site, figure, times) for (number, site, figure), times in some])
            for key, _ in some:
                del left[key]
    finally:
        figures.give_back(left)


def _add(rows: list[tuple[int, str, Figure, int]]) -> None:
    """One statement. In the order of the key, so that processes that add to the same rows wait instead of failing."""
    values = ", ".join(["(CAST(%s AS integer), CAST(%s AS text), CAST(%s AS text), CAST(%s AS bigint))"] * len(rows))
    table = connection.ops.quote_name(MinuteFigure._meta.db_table)
    statement = f"""
        INSERT INTO {table} (minute, site, name, amount)
        SELECT {_MINUTES[connection.vendor]} AS at, column2, column3, SUM(column4)
        FROM (VALUES {values}) AS counted WHERE true GROUP BY at, column2, column3 ORDER BY at, column2, column3
        ON CONFLICT (minute, site, name) DO UPDATE SET amount = {table}.amount + excluded.amount
    """  # noqa: S608 - names and numbers of places alone
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row])


def last_minutes(since: datetime) -> dict[tuple[str, str], dict[datetime, int]]:
    """The amounts by site and name, and by minute, from `since` on. One statement."""
    found: dict[tuple[str, str], dict[datetime, int]] = {}
    rows = MinuteFigure.objects.filter(minute__gte=since).values_list("minute", "site", "name", "amount")
    for minute, site, name, amount in rows:
        found.setdefault((site, name), {})[minute] = amount
    return found


def forget_old() -> int:
    """Remove the rows of minutes that are long past; returns how many."""
    removed, _ = MinuteFigure.objects.filter(minute__lt=Now() - KEPT).delete()
    return removed
