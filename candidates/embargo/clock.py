"""The clock that decides what is released: the database's, which all processes share, whatever their own say."""

from datetime import datetime

from django.db import DEFAULT_DB_ALIAS
from django.db.models.functions import Now
from django.db.models.sql import Query


def now() -> datetime:
    """This moment (aware) by the database's clock. One statement, which reads no table."""
    asked = Query(None)
    asked.add_annotation(Now(), "now")
    rows: list[list[datetime]] = list(asked.get_compiler(using=DEFAULT_DB_ALIAS).results_iter())
    return rows[0][0]
