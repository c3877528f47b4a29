"""This machine's clock beside the database's.

What may be read, and until when, goes by the database's clock. Sessions and one-time codes go by this machine's: a
process whose clock is wrong would sign people out, or refuse right codes.
"""

from datetime import datetime

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models.functions import Now
from django.db.models.sql import Query
from django.utils import timezone


def difference() -> str:
    """What is wrong, in words; "" where both clocks say the same but for `CLOCKS_APART_SECONDS`."""
    before = timezone.now()
    there = _databases_time()
    after = timezone.now()
    # The database read its clock at some moment in between.
    apart = max((there - after).total_seconds(), (before - there).total_seconds())
    if apart <= settings.CLOCKS_APART_SECONDS:
        return ""
    return f"this machine's clock and the database's are {apart:.0f} seconds apart: see to their time service"


def _databases_time() -> datetime:
    asked = Query(None)
    asked.add_annotation(Now(), "now")
    rows: list[list[datetime]] = list(asked.get_compiler(using=DEFAULT_DB_ALIAS).results_iter())
    return rows[0][0]
